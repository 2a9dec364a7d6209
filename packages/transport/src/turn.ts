/** Resolves in a later turn of the event loop, when what is already on its way has been dealt with. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
