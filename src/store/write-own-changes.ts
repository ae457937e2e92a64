import type { Transaction } from "kysely";
import { applyDifference, compareKnown, isNothing } from "../domain/elsewhere/known-task.ts";
import { addUntold, type OwnChange, type Sighting } from "../domain/elsewhere/own-change.ts";
import type { Database, Engine } from "./engine/open.ts";
import { toKnown, toRow, writeContent } from "./known-task-row.ts";
import type { Schema } from "./schema.ts";

/** Notes what the app has done itself, in the transaction that records it as done. */
export async function writeOwnChanges(
  { engine }: Pick<Database<Schema>, "engine">,
  trx: Transaction<Schema>,
  team: string,
  changes: readonly OwnChange[],
): Promise<void> {
  for (const change of changes) {
    if (change.kind === "deleted") await deleteKnown(trx, team, change.taskId);
    else if (change.kind === "untold") await writeUntold(engine, trx, team, change);
    else await writeOwnChange(engine, trx, team, change);
  }
}

async function writeOwnChange(
  engine: Engine,
  trx: Transaction<Schema>,
  team: string,
  change: Extract<OwnChange, { now: Sighting }>,
): Promise<void> {
  const { now } = change;
  const row = await lockKnown(engine, trx, team, now.taskId);
  if (change.kind === "created") {
    const made = toRow(team, now, Number(row?.version ?? 0) + 1, change.untold);
    await trx
      .insertInto("known_tasks")
      .values(made)
      .onConflict((conflict) => conflict.columns(["team", "task_id"]).doUpdateSet(made))
      .execute();
    return;
  }
  // Nobody knows it yet: whoever finds it tells of it as it is then.
  if (!row) return;
  const { known: before, untold } = toKnown(row);
  const known = applyDifference(before, change.difference);
  const { modifiedAt, ...untouched } = now;
  // With something left to be told it is to be compared at the next look, whatever that sees in passing.
  const isAllTold = isNothing(compareKnown(known, now.known));
  const next = isAllTold && modifiedAt !== undefined ? { ...untouched, modifiedAt, known } : { ...untouched, known };
  const after = untold?.after && applyDifference(untold.after, change.difference);
  const left = after && !isAllTold ? { by: untold.by, after } : undefined;
  await trx
    .updateTable("known_tasks")
    .set(toRow(team, next, Number(row.version) + 1, left))
    .where("team", "=", team)
    .where("task_id", "=", now.taskId)
    .execute();
}

/** What it is seen by stays as it was, so that the next look compares it. */
async function writeUntold(
  engine: Engine,
  trx: Transaction<Schema>,
  team: string,
  change: Extract<OwnChange, { kind: "untold" }>,
): Promise<void> {
  const row = await lockKnown(engine, trx, team, change.taskId);
  if (!row) return;
  const before = toKnown(row);
  await trx
    .updateTable("known_tasks")
    .set({ content: writeContent(before.known, addUntold(before, change)), version: before.version + 1 })
    .where("team", "=", team)
    .where("task_id", "=", change.taskId)
    .execute();
}

function lockKnown(engine: Engine, trx: Transaction<Schema>, team: string, taskId: string) {
  const rows = trx.selectFrom("known_tasks").selectAll().where("team", "=", team).where("task_id", "=", taskId);
  return (engine === "postgres" ? rows.forUpdate() : rows).executeTakeFirst();
}

async function deleteKnown(trx: Transaction<Schema>, team: string, taskId: string): Promise<void> {
  await trx.deleteFrom("known_tasks").where("team", "=", team).where("task_id", "=", taskId).execute();
}
