import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** As long as anybody labels on in a task that was left. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** Whose labels of which task; `worker` is an account id. */
type Labels = { readonly team: string; readonly taskId: string; readonly worker: string };

/** What reviewers want changed of labels that they have sent back, until it is labeled anew. */
export function createChangeRequests({ database, now }: StoreContext) {
  return {
    /** What was asked of the same label before is replaced. */
    keep(
      { team, taskId }: Pick<Labels, "team" | "taskId">,
      requests: readonly { worker: string; inputId: string; reason: string }[],
    ): Promise<void> {
      const asked_at = now().getTime();
      return writeTransaction(database, async (trx) => {
        for (const { worker, inputId, reason } of requests) {
          await trx
            .insertInto("change_requests")
            .values({ team, task_id: taskId, worker, input_id: inputId, reason, asked_at })
            .onConflict((conflict) =>
              conflict.columns(["team", "task_id", "worker", "input_id"]).doUpdateSet({ reason, asked_at }),
            )
            .execute();
        }
      });
    },

    /** What is to be changed of one worker's labels, by input id. */
    async find({ team, taskId, worker }: Labels, inputs: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (inputs.length === 0) return new Map();
      const rows = await database.db
        .selectFrom("change_requests")
        .select(["input_id", "reason"])
        .where((of) => of.and({ team, task_id: taskId, worker }))
        .where("input_id", "in", inputs)
        .execute();
      return new Map(rows.map(({ input_id, reason }) => [input_id, reason]));
    },

    /** What was said after it was asked for has answered it, and is submitted. */
    answer(
      { team, taskId, worker }: Labels,
      answers: readonly { readonly inputId: string; readonly saidAt: number }[],
    ): Promise<void> {
      return writeTransaction(database, async (trx) => {
        for (const { inputId, saidAt } of answers) {
          await trx
            .deleteFrom("change_requests")
            .where((of) => of.and({ team, task_id: taskId, worker, input_id: inputId }))
            .where("asked_at", "<=", saidAt)
            .execute();
        }
      });
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("change_requests")
          .where("asked_at", "<", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
