import { readAdaptation, type Step, type StepOf } from "../background/steps.ts";
import type { TaskRow, UserRow } from "../schema.ts";
import type { Reader } from "../store.ts";
import { parseBody } from "../tables/parse-body.ts";
import { readPeople } from "../tables/task-people.ts";
import { readTaskPlan, type TaskPlan } from "../tasks/task-plan.ts";

/** A task with its rules and people, as work and review need it. */
export type WorkTask = {
  readonly row: TaskRow;
  readonly plan: TaskPlan;
  readonly workers: readonly UserRow[];
  readonly reviewers: readonly UserRow[];
  /** While its rules have changed and the background has not done all steps that this takes. */
  readonly steps: readonly Step[];
  readonly judging?: StepOf<"judge">;
};

export async function loadWorkTask(db: Reader, row: TaskRow): Promise<WorkTask> {
  const steps = readAdaptation(row)?.steps ?? [];
  const judging = steps.find((step) => step.kind === "judge");
  return {
    row,
    steps,
    ...(judging !== undefined && { judging }),
    plan: readTaskPlan(parseBody(row.body)),
    workers: await readPeople(db, row.key, "worker"),
    reviewers: await readPeople(db, row.key, "reviewer"),
  };
}

/** DYNAMIC: so many labelers an input needs: as many as must agree, else one. */
export function neededWorkers({ plan, workers }: Pick<WorkTask, "plan" | "workers">): number {
  const wanted = plan.review.strategy === "CONSENSUS" ? plan.review.labelers : 1;
  return Math.max(1, Math.min(wanted, workers.length));
}

/** Whether inputs are not all divided yet as the task's rules want it. */
export const isBeingDivided = ({ steps }: WorkTask): boolean => steps.some(({ kind }) => kind !== "judge");

/** Whether what a worker is given now might be taken back by a change that is under way, or is given out by rules that hold no more. */
export const isTakingBack = ({ plan, steps }: WorkTask, worker: number): boolean =>
  steps.some(
    (step) =>
      step.kind === "forget" || (step.kind === "take" && (plan.strategy !== "FULL" || step.workers.includes(worker))),
  );
