#!/usr/bin/env node
/**
 * What `npm start`, `npm test` and every `npm run …` of this repository execute. It needs nothing
 * but Node and npm: it fetches pnpm (and a Node that can run us) into .toolchain/, installs the
 * packages, builds what the command needs and then becomes the program itself.
 *
 * This file alone must parse on very old Nodes, so that they get a sentence, not a stack trace.
 */
const oldestNode = 20

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  process.stderr.write(
    'atnet: Node ' +
      process.versions.node +
      ' is too old. Install Node 20 or newer (24 is best) and run the command again.\n',
  )
  process.exitCode = 1
} else {
  void import('./bootstrap/main.mjs').then((bootstrap) => bootstrap.main(process.argv.slice(2)))
}
