import { isDeepStrictEqual } from "node:util";

/** What a column holds, whatever an engine calls its type. */
export type Kind = "text" | "integer" | "real" | "bytes";

/** A number beyond 2^53 is a bigint. */
export type Value = string | number | bigint | Buffer | null;

/** The values of a row, in the order of its table's columns. */
export type Row = readonly Value[];

/** A table as both engines have it. */
export type TableShape = {
  readonly name: string;
  /** By name: engines keep them in the order in which migrations came. */
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
  /** Its primary key, by which its rows stand in order. */
  readonly key: readonly string[];
  /** The column whose numbers the engine gives, and the last one that it gave: none is given twice, whatever was deleted. */
  readonly counter?: { readonly column: string; readonly last: number } | undefined;
};

/**
 * What a database holds, as a stream: the parts of an installation, in each its tables by name, in each its rows by their key. It is the same
 * whatever engine it comes from, so that two databases hold the same exactly when their streams are the same.
 */
export type Item =
  | { readonly part: string; readonly version: number }
  | { readonly table: TableShape }
  | { readonly rows: readonly Row[] };

/** What was read is not what was written. The message names the table, and of its rows the place alone: they may be private. */
export class DifferenceError extends Error {
  override readonly name = "DifferenceError";
}

/** Reads both to their ends. Rejects with a `DifferenceError` at the first difference. */
export async function compareItems(left: AsyncIterable<Item>, right: AsyncIterable<Item>): Promise<void> {
  const others = oneByOne(right);
  let at = "the beginning";
  for await (const item of oneByOne(left)) {
    const { value: other } = await others.next();
    at = placeOf(item) ?? at;
    if (!isDeepStrictEqual(item, other))
      throw new DifferenceError(`What was written differs from what was read, at ${at}`);
  }
  const { done } = await others.next();
  if (done !== true) throw new DifferenceError(`More was written than was read, after ${at}`);
}

type Single = Exclude<Item, { rows: unknown }> | { readonly table: string; readonly place: number; readonly row: Row };

async function* oneByOne(items: AsyncIterable<Item>): AsyncGenerator<Single, undefined> {
  let table = "";
  let place = 0;
  for await (const item of items) {
    if ("rows" in item) {
      for (const row of item.rows) {
        place += 1;
        yield { table, place, row };
      }
      continue;
    }
    if ("table" in item) {
      table = item.table.name;
      place = 0;
    }
    yield item;
  }
  return undefined;
}

function placeOf(item: Single): string | undefined {
  if ("row" in item) return `row ${item.place} of ${item.table}`;
  if ("table" in item) return `the columns of ${item.table.name}`;
  return undefined;
}
