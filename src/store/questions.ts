import type { Selectable } from "kysely";
import type { Question, QuestionAnswer } from "../domain/labeling/question.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** As long as labels are kept (`labeling.ts`). */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** As many stand in a window beside an input. */
const MOST_OF_INPUT = 10;

type Message = { readonly channel: string; readonly ts: string };

/** What workers ask about inputs, what was answered, who was asked, and the messages in which they were. */
export function createQuestionStore(context: StoreContext) {
  const { database, now } = context;
  const { db } = database;

  return {
    /** Writes a question with the events that tell of it, once. "too_many": this person has `most` open ones on the task. */
    ask(question: Question, most: number, events: readonly NewEvent[]): Promise<"asked" | "too_many"> {
      const { id, team, task, input, by, text } = question;
      return writeTransaction(database, async (trx) => {
        const { open } = await trx
          .selectFrom("questions")
          .select((row) => row.fn.countAll().as("open"))
          .where("team", "=", team)
          .where("task_id", "=", task.id)
          .where("asked_by", "=", by)
          .where("answered_at", "is", null)
          .where("id", "<>", id)
          .executeTakeFirstOrThrow();
        if (Number(open) >= most) return "too_many";
        const row = await trx
          .insertInto("questions")
          .values({
            id,
            team,
            task_id: task.id,
            task_name: task.name,
            input_id: input.id,
            input: JSON.stringify(input),
            asked_by: by,
            question: text,
            asked_at: now().getTime(),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .executeTakeFirst();
        if (row) await writeEvents(trx, events, context);
        return "asked";
      });
    },

    async find(team: string, id: string): Promise<Question | undefined> {
      const row = await db
        .selectFrom("questions")
        .selectAll()
        .where("id", "=", id)
        .where("team", "=", team)
        .executeTakeFirst();
      return row && toQuestion(row);
    },

    /** About one input of a task, newest first: what was answered, and what this person has asked. */
    async listForInput(
      { team, taskId, person }: { team: string; taskId: string; person: string },
      inputId: string,
    ): Promise<readonly Question[]> {
      const rows = await db
        .selectFrom("questions")
        .selectAll()
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .where("input_id", "=", inputId)
        .where((row) => row.or([row("answered_at", "is not", null), row("asked_by", "=", person)]))
        .orderBy("asked_at", "desc")
        .limit(MOST_OF_INPUT)
        .execute();
      return rows.map(toQuestion);
    },

    /** Writes an answer with the events that tell of it; false where there is one already. */
    answer(id: string, { by, name, text }: QuestionAnswer, events: readonly NewEvent[]): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("questions")
          .set({ answered_by: by, answerer_name: name, answer: text, answered_at: now().getTime() })
          .where("id", "=", id)
          .where("answered_at", "is", null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows > 0n) await writeEvents(trx, events, context);
        return numUpdatedRows > 0n;
      });
    },

    /** Somebody is asked, in whatever way: from now on they may answer. */
    noteAsked({ id, team }: Pick<Question, "id" | "team">, person: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("question_messages")
          .values({ question_id: id, team, person })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      });
    },

    /** Somebody is asked nothing of a task any more, and may answer none of what they were asked. */
    unask({ team, taskId, person }: { team: string; taskId: string; person: string }): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const ofTask = trx.selectFrom("questions").select("id").where("team", "=", team).where("task_id", "=", taskId);
        await trx
          .deleteFrom("question_messages")
          .where("team", "=", team)
          .where("person", "=", person)
          .where("question_id", "in", ofTask)
          .execute();
      });
    },

    /** Remembers in which message somebody was asked, unless they are asked no more. */
    noteTold(
      { id, team }: Pick<Question, "id" | "team">,
      { person, channel, ts }: Message & { readonly person: string },
    ): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("question_messages")
          .set({ channel, ts })
          .where((of) => of.and({ question_id: id, team, person }))
          .execute();
      });
    },

    /** Who was asked, and in which message, where it is one of its own. */
    async listAsked(id: string): Promise<readonly { readonly person: string; readonly message?: Message }[]> {
      const rows = await db
        .selectFrom("question_messages")
        .select(["person", "channel", "ts"])
        .where("question_id", "=", id)
        .execute();
      return rows.map(({ person, channel, ts }) => ({
        person,
        ...(channel !== null && ts !== null && { message: { channel, ts } }),
      }));
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const before = now().getTime() - KEPT_MS;
        const old = trx.selectFrom("questions").select("id").where("asked_at", "<", before);
        const messages = await trx
          .deleteFrom("question_messages")
          .where("question_id", "in", old)
          .executeTakeFirstOrThrow();
        const rows = await trx.deleteFrom("questions").where("asked_at", "<", before).executeTakeFirstOrThrow();
        return Number(messages.numDeletedRows + rows.numDeletedRows);
      });
    },
  };
}

function toQuestion(row: Selectable<Schema["questions"]>): Question {
  const { answered_by: by, answerer_name: name, answer: text } = row;
  return {
    id: row.id,
    team: row.team,
    task: { id: row.task_id, name: row.task_name },
    input: JSON.parse(row.input),
    by: row.asked_by,
    text: row.question,
    ...(by !== null && name !== null && text !== null && { answer: { by, name, text } }),
  };
}
