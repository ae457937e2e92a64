import { sql } from "kysely";
import { Status } from "../protocol/status.ts";
import { labelersWanted } from "../rules/plan/task-plan.ts";
import { isUnlabeled, type Pair } from "../tables/assignments.ts";
import type { Reader } from "../tables/store.ts";
import type { WorkTask } from "../work/work-task.ts";

const { TASK_ASSIGNMENT_PENDING: PENDING, TASK_ASSIGNMENT_SUCCESS: SUCCESS } = Status;

/** What a division knows of an input; workers are named by their index in the task. */
export type InputFacts = {
  /** How many workers it still gets. */
  readonly need: number;
  /** Workers who have labeled it, submitted or not, in their order: it is theirs, and cannot be given to them. */
  readonly barred: readonly number[];
  /** Workers who have it and have not begun. */
  readonly pending: readonly number[];
  /** Assignments that nobody who is there can do: of people who have left the task or the app. */
  readonly ownerless: readonly Pair[];
};

/** What is known of these inputs of a PARTITIONED task, by input. */
export async function readInputFacts(
  db: Reader,
  { row, plan, workers }: WorkTask,
  inputs: readonly number[],
): Promise<Map<number, InputFacts>> {
  if (inputs.length === 0) return new Map();
  const rows = await db
    .selectFrom("assignments")
    .select(["input", "worker", "status", "is_denied"])
    .select(sql<number>`case when status = ${PENDING} and ${isUnlabeled} then 0 else 1 end`.as("is_labeled"))
    .where("task", "=", row.key)
    .where("input", "in", inputs)
    .execute();
  const byInput = new Map<number, typeof rows>(inputs.map((input) => [input, []]));
  for (const each of rows) byInput.get(each.input)?.push(each);
  const places = new Map(workers.map(({ key }, index) => [key, index]));
  const indexes = (list: typeof rows): number[] =>
    list.flatMap(({ worker }) => places.get(worker) ?? []).sort((a, b) => a - b);
  return new Map(
    [...byInput].map(([input, list]): [number, InputFacts] => {
      const isTheirs = ({ status, worker, is_labeled }: (typeof rows)[number]): boolean =>
        status !== PENDING || (is_labeled === 1 && places.has(worker));
      const theirs = list.filter(isTheirs);
      const wanted = labelersWanted(plan.partition.workersPerInput, {
        denied: list.filter(({ is_denied }) => is_denied === 1).length,
        isApproved: list.some(({ status }) => status === SUCCESS),
      });
      const others = list.filter((each) => !isTheirs(each));
      return [
        input,
        {
          need: Math.max(0, wanted - theirs.length),
          barred: indexes(theirs),
          pending: indexes(others),
          ownerless: others.filter(({ worker }) => !places.has(worker)),
        },
      ];
    }),
  );
}
