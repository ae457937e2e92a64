import * as z from "zod";
import type { Service } from "../http/service.ts";
import type { AssignmentKey } from "../labeling/assignment-id.ts";
import { reviewLabels, type Verdict } from "../labeling/review-labels.ts";
import { readReviewQueue } from "../labeling/start-review.ts";
import { invalidRequest, taskForbidden } from "../protocol/api-error.ts";
import { type AppCall, isOwner } from "../tables/call.ts";
import { findUsers } from "../tables/people.ts";
import type { Reader } from "../tables/store.ts";
import type { WorkTask } from "../work/work-task.ts";
import { BATCH, Ids, inBatches, MAX_ANSWER, readKeys, Workers, weighInputs, workTask } from "./assignment-batches.ts";

/** The vendor's number for a review as for work. */
const AT_A_TIME = 10;

/** What a review is about: assignments by id, or all that these workers have submitted. */
const Reviewed = z.object({ task_assignments: Ids, workers: Workers });

export async function workerKeys(db: Reader, workers: z.infer<typeof Workers>): Promise<number[] | undefined> {
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
  const keys = await readReviewQueue(db, task, {
    reviewer: call.caller.key,
    limit: AT_A_TIME,
    ...(workers !== undefined && { workers }),
  });
  await weighInputs(db, service, call, keys);
  return keys;
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
  if (workers.length > 0) {
    if (task_assignments.length > 0) throw invalidRequest('Name "task_assignments" or "workers", not both.');
    // All that they have submitted is shown, and how much that will be nobody knows yet.
    service.weigh(Number.POSITIVE_INFINITY);
    const done: AssignmentKey[] = [];
    await reviewAll(service, call, taskId, {
      workers: await workerKeys(db, workers),
      verdict,
      onBatch: async (keys) => {
        if (done.length < MAX_ANSWER) done.push(...keys);
      },
    });
    return done;
  }
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const keys = await readKeys(db, task, task_assignments);
  if (!call.isMinimal) await weighInputs(db, service, call, keys);
  await applyVerdict(service, call, taskId, keys, verdict);
  return keys;
}

const applyVerdict = (
  service: Service,
  call: AppCall,
  taskId: string,
  keys: readonly AssignmentKey[],
  verdict: Verdict,
): Promise<void> =>
  inBatches(service, call, taskId, keys, (trx, work, batch) =>
    reviewLabels(trx, work, batch, { judge: { key: call.caller.key }, verdict, now: service.now().toISOString() }),
  );

/** Gives a verdict on all that these workers (or all) have submitted and that awaits this reviewer, as it is when it is come to. */
export async function reviewAll(
  service: Service,
  call: AppCall,
  taskId: string,
  {
    workers,
    verdict,
    onBatch,
  }: {
    workers: readonly number[] | undefined;
    verdict: Verdict;
    onBatch: (keys: readonly AssignmentKey[]) => Promise<void>;
  },
): Promise<void> {
  const { db } = service.store;
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const query = { reviewer: call.caller.key, limit: BATCH, ...(workers !== undefined && { workers }) };
  for (let after: AssignmentKey | undefined; ; ) {
    const keys = await readReviewQueue(db, task, { ...query, ...(after !== undefined && { after }) });
    if (keys.length === 0) return;
    await applyVerdict(service, call, taskId, keys, verdict);
    await onBatch(keys);
    after = keys.at(-1);
  }
}
