/** A whole number from 1 on, as it stands on the command line. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`“${text}” is no whole number from 1 on`);
  return count;
}
