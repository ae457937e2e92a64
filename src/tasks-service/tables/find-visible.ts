import { setImmediate } from "node:timers/promises";
import { type NamedAnnotation, selectAnnotations } from "./annotations.ts";
import type { Reader } from "./store.ts";
import { selectVisible, type Viewer } from "./visible-annotations.ts";

/**
 * At how many annotations a statement looks for somebody who may not see all of them: some 5 ms, the event loop's on SQLite. Others are
 * served in between.
 */
const LOOKS_AT_ONCE = 1000;

type Annotations = ReturnType<typeof selectAnnotations>;
/** Narrows a query to the annotations that are meant. */
export type Narrow = (query: Annotations) => Annotations;

/** The keys of a page of the annotations that somebody may see, in the order of their making. */
export async function pageOfVisible(
  db: Reader,
  viewer: Viewer,
  { narrow, limit, offset }: { narrow: Narrow; limit: number; offset: number },
): Promise<number[]> {
  if (viewer.caller.key === viewer.app.owner) {
    const all = narrow(selectAnnotations(db, viewer.app.key)).clearSelect().select("annotations.key");
    return (await all.orderBy("annotations.key").limit(limit).offset(offset).execute()).map(({ key }) => key);
  }
  const keys: number[] = [];
  for await (const some of inTurns(db, viewer, { narrow, after: 0, first: limit })) {
    for (const { key } of await some.clearSelect().select("annotations.key").execute()) keys.push(key);
    if (keys.length >= offset + limit) break;
  }
  return keys.slice(offset, offset + limit);
}

/** The first annotations after a key that somebody may see; fewer than the limit only where there are no more. */
export async function nextVisible(
  db: Reader,
  viewer: Viewer,
  after: number,
  limit: number,
): Promise<NamedAnnotation[]> {
  const rows: NamedAnnotation[] = [];
  for await (const some of inTurns(db, viewer, { narrow: (query) => query, after, first: limit })) {
    rows.push(...(await some.limit(limit - rows.length).execute()));
    if (rows.length >= limit) break;
  }
  return rows;
}

/**
 * What somebody may see of the annotations after a key, as queries for a few of all each, in order: `first` in the first, since most often
 * nothing is hidden. However many hidden ones lie before those that are seen, no statement is long.
 */
async function* inTurns(
  db: Reader,
  viewer: Viewer,
  { narrow, after, first }: { narrow: Narrow; after: number; first: number },
): AsyncGenerator<Annotations> {
  let [last, looks] = [after, Math.min(first, LOOKS_AT_ONCE)];
  for (;;) {
    const looked = await narrow(selectAnnotations(db, viewer.app.key))
      .clearSelect()
      .select("annotations.key")
      .where("annotations.key", ">", last)
      .orderBy("annotations.key")
      .limit(looks)
      .execute();
    const end = looked.at(-1)?.key;
    if (end === undefined) return;
    yield narrow(selectVisible(db, viewer))
      .where("annotations.key", ">", last)
      .where("annotations.key", "<=", end)
      .orderBy("annotations.key");
    if (looked.length < looks) return;
    [last, looks] = [end, LOOKS_AT_ONCE];
    await setImmediate();
  }
}
