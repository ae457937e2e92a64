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
};

export async function loadWorkTask(db: Reader, row: TaskRow): Promise<WorkTask> {
  return {
    row,
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
