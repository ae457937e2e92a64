/**
 * Prints a line, and waits until it is with whoever reads: what `process.stdout` still holds when nobody has read for a while is gone with
 * a process that is killed, although it would have gone on as if it had been said.
 */
export const sayLine = (line: string): Promise<void> =>
  new Promise((said) => process.stdout.write(`${line}\n`, () => said()));
