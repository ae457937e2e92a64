/** SQLite takes at most 32,766 parameters a statement, PostgreSQL 65,535; our widest rows have about 12 columns. */
const ROWS_PER_STATEMENT = 1000;

/** Cuts a list into pieces that fit into one statement. */
export function* chunksOf<T>(items: readonly T[], size = ROWS_PER_STATEMENT): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
