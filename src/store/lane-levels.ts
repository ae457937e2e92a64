import type { StoreContext } from "./context.ts";

/** What people have said and the Tasks API has not got yet, in all workspaces; `oldestS`: for how many seconds the oldest waits, 0 without one. */
export type LaneLevel = { readonly lane: "labels" | "verdicts"; readonly rows: number; readonly oldestS: number };

/** Counts what is still to be sent, for whoever watches. By the indexes of what is due, which pass over what is done. */
export async function countUnsent({ database: { db }, now }: Pick<StoreContext, "database" | "now">) {
  const [labels, verdicts] = await Promise.all([
    db
      .selectFrom("label_answers")
      .select(({ fn }) => [fn.countAll().as("rows"), fn.min<number | null>("said_at").as("since")])
      .where("due_at", "is not", null)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom("saved_reviews")
      .select(({ fn }) => [fn.countAll().as("rows"), fn.min<number | null>("saved_at").as("since")])
      .where("due_at", "is not", null)
      .executeTakeFirstOrThrow(),
  ]);
  const time = now().getTime();
  const level = (lane: LaneLevel["lane"], { rows, since }: typeof labels): LaneLevel => ({
    lane,
    rows: Number(rows),
    oldestS: since === null ? 0 : Math.max(0, time - Number(since)) / 1000,
  });
  return [level("labels", labels), level("verdicts", verdicts)];
}
