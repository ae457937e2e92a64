import { Status } from "../protocol/status.ts";
import type { Reader } from "../tables/store.ts";
import type { WorkTask } from "../work/work-task.ts";
import type { AssignmentKey } from "./assignment-id.ts";

export type ReviewQuery = {
  readonly reviewer: number;
  /** Only the work of these; of all workers when absent. */
  readonly workers?: readonly number[];
  readonly limit: number;
  /** Only what comes after this assignment, in the order of input and worker. */
  readonly after?: Pick<AssignmentKey, "input" | "worker">;
};

/**
 * Assignments that await the review of this person: their own part where one reviewer decides, what they have not said anything of where
 * all must approve. To the owner of the app, who is no reviewer of the task, all that awaits review.
 */
export async function readReviewQueue(db: Reader, task: WorkTask, query: ReviewQuery): Promise<AssignmentKey[]> {
  const { reviewer, workers, limit, after } = query;
  const { key } = task.row;
  if (workers !== undefined && workers.length === 0) return [];
  const isReviewer = task.reviewers.some((person) => person.key === reviewer);
  const rows = await db
    .selectFrom("items")
    .innerJoin("assignments", (join) =>
      join.onRef("assignments.task", "=", "items.task").onRef("assignments.input", "=", "items.input"),
    )
    .select(["assignments.input", "assignments.worker"])
    .where("items.task", "=", key)
    .where("items.phase", "=", "review")
    .where("assignments.status", "=", Status.TASK_ASSIGNMENT_AWAITING_REVIEW)
    .$if(isReviewer && task.plan.review.approvals === 1, (select) => select.where("items.reviewer", "=", reviewer))
    .$if(isReviewer && task.plan.review.approvals === -1, (select) =>
      select.where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("votes")
              .select("votes.worker")
              .where("votes.task", "=", key)
              .whereRef("votes.input", "=", "items.input")
              .whereRef("votes.worker", "=", "assignments.worker")
              .where("votes.reviewer", "=", reviewer),
          ),
        ),
      ),
    )
    .$if(workers !== undefined, (select) => select.where("assignments.worker", "in", workers ?? []))
    .$if(after !== undefined, (select) =>
      select.where(({ eb, or, and }) =>
        or([
          eb("assignments.input", ">", after?.input ?? 0),
          and([eb("assignments.input", "=", after?.input ?? 0), eb("assignments.worker", ">", after?.worker ?? 0)]),
        ]),
      ),
    )
    .orderBy("assignments.input")
    .orderBy("assignments.worker")
    .limit(limit)
    .execute();
  return rows.map(({ input, worker }) => ({ task: key, input, worker }));
}
