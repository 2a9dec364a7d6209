import { link, mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Only the owner of a file may read it, only the owner of a folder may enter it. */
const privateFileMode = 0o600
const privateFolderMode = 0o700

/**
 * Writes a file that only its owner may read, whole or not at all: a crash leaves the old content
 * or the new one (requirement `client.files.atomic`). Makes the folder, closed to others, if it is
 * missing. Without `replace` an existing file is left alone and the error has the code `EEXIST`.
 */
export async function writePrivateFile(
  file: string,
  text: string,
  options: { readonly replace: boolean },
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: privateFolderMode })
  const draft = `${file}.${process.pid}.draft`
  try {
    await writeDraft(draft, text)
    if (options.replace) {
      await rename(draft, file)
    } else {
      // Unlike a rename, a link fails when the name is taken.
      await link(draft, file)
      await unlink(draft)
    }
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(file))
}

async function writeDraft(draft: string, text: string): Promise<void> {
  await unlink(draft).catch(() => undefined)
  const handle = await open(draft, 'wx', privateFileMode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the new name itself survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
