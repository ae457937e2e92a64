import { randomUUID } from "node:crypto";
import { Status } from "../protocol/status.ts";
import type { Left } from "../rules/plan/choose-workers.ts";
import { divideNearest, type Kind } from "../rules/plan/nearest-division.ts";
import { exactShares } from "../rules/plan/partition.ts";
import { weightsOf } from "../rules/plan/task-plan.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import type { Reader } from "../tables/store.ts";
import type { WorkTask } from "../work/work-task.ts";
import { type InputFacts, readInputFacts } from "./input-facts.ts";
import { labeledInputs } from "./labeled-inputs.ts";

type Before = { readonly plan: string | undefined; readonly done: number };

/** How inputs are divided anew around the work that there is: what is left to give, and how far it is given. */
export type Division = {
  /** Which division of the task it is: another one begins anew. */
  readonly name: string;
  /** Which plan of this division it is. */
  readonly id: string;
  /** What stood in the task's row when this was planned: the plan that was followed, and how much was done. */
  readonly before: Before;
  /** The place in the source of the input that was divided last. */
  place: number;
  /** By kind of input. Of kinds that were too many, and of more inputs than were planned, workers keep what they have: `OTHERS`. */
  readonly left: Map<string, Left>;
};

/** Whatever is not planned: what somebody has to get goes to the workers in turns, by their shares. */
export const OTHERS = "others";

/** Numbers that a division may keep, four bytes each: 40,000 kinds of inputs for 100 workers. */
const MAX_CELLS = 4_000_000;

/** The kind of an input: how many workers it gets, and who of the task's workers cannot get it. */
export const kindOf = ({ need, barred }: Pick<InputFacts, "need" | "barred">): string => `${need}:${barred.join(",")}`;

/** Looks at all work of a task, and plans how what is not submitted is divided. Reads alone, bit by bit. */
export async function planDivision(
  db: Reader,
  task: WorkTask,
  { name, before }: Pick<Division, "name" | "before">,
): Promise<Division> {
  const { row, plan, workers } = task;
  const weights = weightsOf(plan, workers);
  const survey = createSurvey(weights, plan.partition.workersPerInput);
  let labeled = 0;
  for await (const inputs of labeledInputs(db, row)) {
    labeled += inputs.length;
    for (const facts of (await readInputFacts(db, task, inputs)).values()) survey.add(facts);
  }
  const counts = await readWorkCounts(db, row.key);
  const pending = workers.map(({ key }) => counts.get(key)?.get(Status.TASK_ASSIGNMENT_PENDING) ?? 0);
  const { fixed, kinds } = survey.finish(row.source_count - labeled, pending);
  const shares = exactShares(weights, Math.min(plan.partition.workersPerInput, workers.length), row.source_count);
  const rows = divideNearest({ shares, fixed, kinds: [...kinds.values()] });
  const left = new Map<string, Left>(
    [...kinds].map(([kind, { inputs }], index) => [kind, { inputs, need: rows[index] ?? none(weights) }]),
  );
  left.set(OTHERS, { inputs: Number.POSITIVE_INFINITY, need: Int32Array.from(shares, Math.ceil) });
  return { name, id: randomUUID(), before, place: 0, left };
}

const none = (workers: readonly unknown[]): Int32Array => new Int32Array(workers.length);

type Counted = Kind & { inputs: number };

/** Counts inputs by kind; those that have no label, and need so many workers, are the first. */
function createSurvey(weights: readonly number[], need: number) {
  const fixed = weights.map(() => 0);
  const kinds = new Map<string, Counted>();
  /** What workers have of inputs that have a label, pending. */
  const seen = none(weights);
  const weightless = weights.flatMap((weight, worker) => (weight > 0 ? [] : [worker]));

  const open = (facts: Pick<InputFacts, "need" | "barred">): Counted => {
    const barred = new Uint8Array(weights.length);
    for (const worker of [...facts.barred, ...weightless]) barred[worker] = 1;
    const free = barred.reduce((sum, is) => sum + 1 - is, 0);
    const made: Counted = { inputs: 0, need: Math.min(facts.need, free), barred, had: none(weights) };
    kinds.set(kindOf(facts), made);
    return made;
  };
  const unlabeled = open({ need, barred: [] });
  const count = (numbers: number[] | Int32Array, workers: readonly number[]): void => {
    for (const worker of workers) numbers[worker] = (numbers[worker] ?? 0) + 1;
  };

  return {
    add: (facts: InputFacts): void => {
      count(fixed, facts.barred);
      count(seen, facts.pending);
      if (facts.need === 0) return;
      const hasRoom = (kinds.size + 1) * weights.length <= MAX_CELLS;
      const kind = kinds.get(kindOf(facts)) ?? (hasRoom ? open(facts) : undefined);
      if (kind === undefined) {
        count(fixed, facts.pending.slice(0, facts.need));
        return;
      }
      kind.inputs += 1;
      count(kind.had, facts.pending);
    },
    /** Adds the inputs that have no label, which are one kind: what is pending and was not seen is pending of them. */
    finish: (inputs: number, pending: readonly number[]) => {
      unlabeled.inputs += inputs;
      for (const [worker, total] of pending.entries()) {
        const rest = Math.max(0, total - (seen[worker] ?? 0));
        unlabeled.had[worker] = Math.min(unlabeled.inputs, (unlabeled.had[worker] ?? 0) + rest);
      }
      return { fixed, kinds };
    },
  };
}
