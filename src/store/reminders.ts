import type { Transaction } from "kysely";
import type { NewEvent } from "../domain/notifications/events.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** Nobody asks whether somebody was reminded longer ago. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

type Reminded = { readonly team: string; readonly taskId: string };

/** When people were last reminded of a task, by its lead or by itself. */
export function createReminderStore(context: StoreContext) {
  const { database, now } = context;
  const { db } = database;

  return {
    /** When each was reminded since then; who was not is left out. */
    async listSince(team: string, taskId: string, since: Date): Promise<ReadonlyMap<string, Date>> {
      const rows = await db
        .selectFrom("reminders")
        .select(["person", "reminded_at"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .where("reminded_at", ">", since.getTime())
        .execute();
      return new Map(rows.map(({ person, reminded_at }) => [person, new Date(Number(reminded_at))]));
    },

    /** Reminds those of the people who were not reminded since then, with an event each; gives them. */
    remind(
      task: Reminded,
      people: readonly string[],
      { since, eventOf }: { since: Date; eventOf: (person: string) => NewEvent },
    ): Promise<readonly string[]> {
      return writeTransaction(database, async (trx) => {
        const reminded: string[] = [];
        for (const person of people)
          if (await note(trx, task, person, { at: now().getTime(), since: since.getTime() })) reminded.push(person);
        await writeEvents(trx, reminded.map(eventOf), context);
        return reminded;
      });
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("reminders")
          .where("reminded_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

/** Remembers that people are reminded by themselves, in the transaction of whoever has looked. */
export async function writeReminded(
  trx: Transaction<Schema>,
  task: Reminded,
  people: readonly string[],
  at: number,
): Promise<void> {
  for (const person of people) await note(trx, task, person, { at, since: at });
}

/** False for somebody who was reminded since then. */
async function note(
  trx: Transaction<Schema>,
  { team, taskId }: Reminded,
  person: string,
  { at, since }: { at: number; since: number },
): Promise<boolean> {
  const row = await trx
    .insertInto("reminders")
    .values({ team, task_id: taskId, person, reminded_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(["team", "task_id", "person"])
        .doUpdateSet({ reminded_at: at })
        .where("reminders.reminded_at", "<=", since),
    )
    .returning("person")
    .executeTakeFirst();
  return row !== undefined;
}
