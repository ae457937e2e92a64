/** A line of a text with its number (the first is 1); without its text when it is too long to be read. */
export type Line = { readonly line: number; readonly text?: string };

/** What a request of the service holds; a longer line could not be sent. */
export const MAX_LINE_LENGTH = 32 * 1024 * 1024;

/**
 * Cuts a text at line feeds alone, piece by piece: U+2028 and its like may stand unescaped in JSON, and `node:readline` cuts there from
 * Node 24 on. Never holds more than the limit in memory.
 */
export async function* readLines(chunks: AsyncIterable<string>, limit = MAX_LINE_LENGTH): AsyncGenerator<Line> {
  let line = 1;
  let rest = "";
  let isTooLong = false;
  const add = (piece: string): void => {
    isTooLong ||= rest.length + piece.length > limit;
    rest = isTooLong ? "" : rest + piece;
  };
  const take = (): Line => {
    const taken = isTooLong ? { line } : { line, text: rest };
    line += 1;
    rest = "";
    isTooLong = false;
    return taken;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", start)) {
      add(chunk.slice(start, end));
      start = end + 1;
      yield take();
    }
    add(chunk.slice(start));
  }
  if (rest !== "" || isTooLong) yield take();
}
