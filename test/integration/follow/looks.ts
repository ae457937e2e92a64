import { join } from "node:path";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { writeTransaction } from "../../../src/store/engine/write-transaction.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { eventually } from "../../support/eventually.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** Further ahead than this a task is due only while it is looked at: the end of the lease. */
const LEASED_MS = 60_000;
/** When a task is due of which a look was asked for. */
const ASKED_FOR = 0;

/** The looks at a task, through the app's database as another replica has it open. */
export function looksOf({ dataDir, slack }: TestWorkspace, task: string, now: () => Date) {
  const team = slack.workspace.team.id;
  const open = () => openDatabase<Schema>({ kind: "sqlite", path: join(dataDir, "labeldesk.db") });

  /** Has the task looked at soon. Resolves with the number of the look that has seen all that has happened so far. */
  async function ask(): Promise<number> {
    const database = open();
    try {
      return await writeTransaction(database, async (trx) => {
        const found = await trx
          .selectFrom("followed_tasks")
          .select(["version", "due_at"])
          .where("task_id", "=", task)
          .executeTakeFirst();
        await trx
          .insertInto("followed_tasks")
          .values({ team, task_id: task, content: null, version: 0, due_at: ASKED_FOR })
          .onConflict((conflict) => conflict.columns(["team", "task_id"]).doUpdateSet({ due_at: ASKED_FOR }))
          .execute();
        // A look may be under way that has not seen all; where one was asked for already, nobody knows whether it has begun.
        const dueAt = Number(found?.due_at);
        const mayBeUnderWay = dueAt === ASKED_FOR || dueAt > now().getTime() + LEASED_MS;
        return Number(found?.version ?? 0) + (mayBeUnderWay ? 2 : 1);
      });
    } finally {
      await database.close();
    }
  }

  /** Resolves when a look has seen all that has happened so far, and is kept. */
  async function followed(): Promise<void> {
    const look = await ask();
    const database = open();
    const lookedAt = database.db.selectFrom("followed_tasks").select("version").where("task_id", "=", task);
    try {
      await eventually(async () => Number((await lookedAt.executeTakeFirst())?.version ?? look) >= look);
    } finally {
      await database.close();
    }
  }

  return { ask, followed };
}
