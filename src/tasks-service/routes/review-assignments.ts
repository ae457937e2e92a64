import { z } from "zod";
import { invalidRequest, taskForbidden } from "../api-error.ts";
import { type AppCall, isOwner } from "../http/route.ts";
import type { AssignmentKey } from "../labeling/assignment-id.ts";
import { reviewLabels, type Verdict } from "../labeling/review-labels.ts";
import { readReviewQueue } from "../labeling/start-review.ts";
import type { WorkTask } from "../labeling/work-task.ts";
import type { Service } from "../service.ts";
import type { Reader } from "../store.ts";
import { findUsers } from "../tables/people.ts";
import { BATCH, Ids, inBatches, MAX_ANSWER, readKeys, Workers, workTask } from "./assignment-batches.ts";

/** The vendor's number for a review as for work. */
const AT_A_TIME = 10;

/** What a review is about: assignments by id, or all that these workers have submitted. */
const Reviewed = z.object({ task_assignments: Ids, workers: Workers });

async function workerKeys(db: Reader, workers: z.infer<typeof Workers>): Promise<number[] | undefined> {
  if (workers.length === 0) return undefined;
  return [
    ...(
      await findUsers(
        db,
        workers.map(({ user }) => user.id),
      )
    ).values(),
  ].map(({ key }) => key);
}

function refuseStranger(call: AppCall, task: WorkTask): void {
  if (isOwner(call) || task.reviewers.some(({ key }) => key === call.caller.key)) return;
  throw taskForbidden(`"${call.caller.id}" is not a reviewer of this task.`);
}

/** The next assignments that await this reviewer. */
export async function startReview(
  service: Service,
  call: AppCall,
  taskId: string,
  named: z.infer<typeof Workers>,
): Promise<AssignmentKey[]> {
  const { db } = service.store;
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const workers = await workerKeys(db, named);
  return readReviewQueue(db, task, {
    reviewer: call.caller.key,
    limit: AT_A_TIME,
    ...(workers !== undefined && { workers }),
  });
}

/** Approves, rejects or sends back assignments. */
export async function reviewAssignments(
  service: Service,
  call: AppCall,
  taskId: string,
  { task_assignments, workers }: z.infer<typeof Reviewed>,
  verdict: Verdict,
): Promise<AssignmentKey[]> {
  const { db } = service.store;
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const judge = { key: call.caller.key };
  const apply = (keys: readonly AssignmentKey[]) =>
    inBatches(service, call, taskId, keys, (trx, work, batch) =>
      reviewLabels(trx, work, batch, { judge, verdict, now: service.now().toISOString() }),
    );
  if (workers.length === 0) {
    const keys = await readKeys(db, task, task_assignments);
    await apply(keys);
    return keys;
  }
  if (task_assignments.length > 0) throw invalidRequest('Name "task_assignments" or "workers", not both.');
  return reviewAll(db, task, { reviewer: judge.key, workers: (await workerKeys(db, workers)) ?? [] }, apply);
}

/** All that these workers have submitted and that awaits this reviewer, as it is when it is come to. */
async function reviewAll(
  db: Reader,
  task: WorkTask,
  query: { reviewer: number; workers: readonly number[] },
  apply: (keys: readonly AssignmentKey[]) => Promise<void>,
): Promise<AssignmentKey[]> {
  const done: AssignmentKey[] = [];
  for (let after: AssignmentKey | undefined; ; ) {
    const keys = await readReviewQueue(db, task, { ...query, limit: BATCH, ...(after !== undefined && { after }) });
    if (keys.length === 0) return done;
    await apply(keys);
    if (done.length < MAX_ANSWER) done.push(...keys);
    after = keys.at(-1);
  }
}
