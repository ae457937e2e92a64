import type { MissingAnswer } from "../domain/elsewhere/missing.ts";
import { newDoing } from "../domain/history/doings.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import { type EventToWrite, writeEvents } from "./write-events.ts";

/** That so many known tasks are missing that an admin is asked: noted at the round that found it. */
export function createMissingTasks(context: StoreContext) {
  const { database, now } = context;

  return {
    /** Too many known tasks are missing: notes it with the events that tell admins. False when that was noted before. */
    noteMissing(team: string, events: readonly EventToWrite[]): Promise<boolean> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const noted = await trx
          .updateTable("task_index_rounds")
          .set({ missing_at: time, missing_answer: null })
          .where("team", "=", team)
          .where("missing_at", "is", null)
          .returning("team")
          .executeTakeFirst();
        if (noted === undefined) return false;
        await writeEvents(trx, events, context);
        return true;
      });
    },

    /** What an admin wants of the tasks that are missing, with a look at them now. False when nobody is asked any more. */
    answerMissing(team: string, answer: MissingAnswer, by: string): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const answered = await trx
          .updateTable("task_index_rounds")
          .set({ missing_answer: answer, due_at: now().getTime() })
          .where("team", "=", team)
          .where("missing_at", "is not", null)
          .where("missing_answer", "is", null)
          .returning("team")
          .executeTakeFirst();
        if (answered === undefined) return false;
        await writeDoings(trx, [newDoing("missing.answered", { team, person: by }, { answer })], context);
        return true;
      });
    },

    async findMissing(team: string): Promise<{ isNoted: boolean; answer?: MissingAnswer }> {
      const row = await database.db
        .selectFrom("task_index_rounds")
        .select(["missing_at", "missing_answer"])
        .where("team", "=", team)
        .executeTakeFirst();
      const answer = row?.missing_answer ?? undefined;
      return { isNoted: row !== undefined && row.missing_at !== null, ...(answer && { answer }) };
    },

    /** They are there again, or what an admin wanted of them is done. */
    async settleMissing(team: string): Promise<void> {
      await writeTransaction(database, (trx) =>
        trx
          .updateTable("task_index_rounds")
          .set({ missing_at: null, missing_answer: null })
          .where("team", "=", team)
          .where("missing_at", "is not", null)
          .execute(),
      );
    },
  };
}
