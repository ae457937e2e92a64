import { type Selectable, sql, type Transaction } from "kysely";
import type { Doing, KeptDoing } from "../domain/history/doings.ts";
import type { Named } from "../domain/task.ts";
import { cutText } from "../domain/text.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** Decision 0040. */
const KEPT_MS = 365 * 24 * 60 * 60 * 1000;
/** Of a task's name, as it was then. */
const NAME_KEPT = 200;
/** Eight parameters a row; SQLite takes 32,766 in a statement. */
const ROWS_PER_INSERT = 500;

/** Which of it: of one workspace, and in it of one task, of one person, before one of them. */
export type HistoryQuery = {
  readonly team: string;
  readonly taskId?: string;
  readonly person?: string;
  /** Only those noted before this one (`order`). */
  readonly before?: number;
};

/** Notes what people have done, in the transaction of what they did. */
export async function writeDoings(
  trx: Transaction<Schema>,
  doings: readonly Doing[],
  { now }: Pick<StoreContext, "now">,
): Promise<void> {
  const at = now().getTime();
  const rows = doings.map(({ team, person, task, kind, about, via = "slack" }) => ({
    team,
    at,
    person: person ?? null,
    kind,
    task_id: task?.id ?? null,
    task_name: task === undefined ? null : cutText(task.name.replaceAll("\0", ""), NAME_KEPT),
    about: JSON.stringify(about),
    via,
  }));
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT)
    await trx
      .insertInto("history")
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .execute();
}

/** What people have done, for a year. */
export function createHistoryStore({ database, now }: StoreContext) {
  return {
    /** For what is done elsewhere than in our own database. */
    note: (doings: readonly Doing[]): Promise<void> =>
      writeTransaction(database, (trx) => writeDoings(trx, doings, { now })),

    /** The newest ones first, `limit` at most. */
    async list({ team, taskId, person, before }: HistoryQuery, limit: number): Promise<readonly KeptDoing[]> {
      const rows = await database.db
        .selectFrom("history")
        .selectAll()
        .where("team", "=", team)
        .$if(taskId !== undefined, (query) => query.where("task_id", "=", taskId ?? ""))
        .$if(person !== undefined, (query) => query.where("person", "=", person ?? ""))
        .$if(before !== undefined, (query) => query.where("seq", "<", before ?? 0))
        .orderBy("seq", "desc")
        .limit(limit)
        .execute();
      return rows.map(toKept);
    },

    /** A task of one of these ids, or one that was deleted and had one of these names. */
    async findTask(team: string, texts: readonly string[]): Promise<Named | undefined> {
      const ofTeam = database.db
        .selectFrom("history")
        .select(["task_id as id", "task_name as name"])
        .where("team", "=", team)
        .orderBy("seq", "desc");
      const byId = await ofTeam.where("task_id", "in", texts).executeTakeFirst();
      // Literal, as in the index, so that engines know it as the same.
      const isDeletion = sql<boolean>`kind = 'task.deleted'`;
      const found = byId ?? (await ofTeam.where("task_name", "in", texts).where(isDeletion).executeTakeFirst());
      return found && found.id !== null ? { id: found.id, name: found.name ?? found.id } : undefined;
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("history")
          .where("at", "<", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

const toKept = ({
  seq,
  team,
  at,
  person,
  kind,
  task_id,
  task_name,
  about,
  via,
}: Selectable<Schema["history"]>): KeptDoing => ({
  team,
  kind,
  about: JSON.parse(about),
  order: Number(seq),
  at: new Date(at),
  ...(person !== null && { person }),
  ...(via !== null && { via }),
  ...(task_id !== null && { task: { id: task_id, name: task_name ?? task_id } }),
});
