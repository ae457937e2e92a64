import type { Answers } from "../questions/answers.ts";
import { readTaskPlan, type TaskPlan } from "../rules/plan/task-plan.ts";
import { readAdaptation, type Step, type StepOf } from "../tables/adaptation-steps.ts";
import type { Item } from "../tables/items.ts";
import type { TaskRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { type Present, readPresent } from "../tables/task-people.ts";

/**
 * A task with its rules and people, as work and review need it. Whoever is on the task but is no collaborator any more is left out: nothing
 * comes to them, and nobody waits for them.
 */
export type WorkTask = {
  readonly row: TaskRow;
  readonly plan: TaskPlan;
  readonly workers: readonly Present[];
  readonly reviewers: readonly Present[];
  /** While its rules have changed and the background has not done all steps that this takes. */
  readonly steps: readonly Step[];
  readonly judging?: StepOf<"judge">;
  readonly answers: Answers;
};

/** What only looks at a task decides no input of it, and has no answers to go by. */
const NO_ANSWERS: Answers = {
  comparison: () => {
    throw new Error("labels are compared only where an input is decided");
  },
  problems: () => {
    throw new Error("shapes are checked only where a label is written");
  },
};

export async function loadWorkTask(db: Reader, row: TaskRow, answers: Answers = NO_ANSWERS): Promise<WorkTask> {
  const steps = readAdaptation(row)?.steps ?? [];
  const judging = steps.find((step) => step.kind === "judge");
  return {
    row,
    steps,
    answers,
    ...(judging !== undefined && { judging }),
    plan: readTaskPlan(parseBody(row.body)),
    ...(await readPresent(db, row)),
  };
}

/** Whether nobody is named to work on it: then everybody who may read it may label any of its inputs. */
export const isOpenToAll = ({ plan }: Pick<WorkTask, "plan">): boolean => plan.workers.length === 0;

/** Where nothing is assigned beforehand: so many labelers an input needs: as many as must agree, else one. */
export function neededWorkers(task: Pick<WorkTask, "plan" | "workers">): number {
  const { review } = task.plan;
  const wanted = Math.max(1, review.strategy === "CONSENSUS" ? review.labelers : 1);
  return isOpenToAll(task) ? wanted : Math.max(1, Math.min(wanted, task.workers.length));
}

/** Whether inputs are not all divided yet as the task's rules want it. */
export const isBeingDivided = ({ steps }: WorkTask): boolean => steps.some(({ kind }) => kind !== "judge");

/** Whether what a worker is given now might be taken back by a change that is under way, or is given out by rules that hold no more. */
export const isTakingBack = ({ plan, steps }: WorkTask, worker: number): boolean =>
  steps.some(
    (step) =>
      step.kind === "forget" || (step.kind === "take" && (plan.strategy !== "FULL" || step.workers.includes(worker))),
  );

/** Whether every reviewer of the task has approved the label of this worker. */
export function hasAllApprovals({ reviewers }: WorkTask, item: Item, worker: number): boolean {
  return reviewers.every(({ key }) =>
    item.votes.some((vote) => vote.reviewer === key && vote.worker === worker && vote.is_approval === 1),
  );
}
