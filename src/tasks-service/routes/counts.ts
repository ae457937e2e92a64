import * as z from "zod";
import type { AppRoute } from "../http/route.ts";
import { readTaskPlan } from "../rules/plan/task-plan.ts";
import { readAnnotationCounts } from "../tables/annotations.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import type { AppCall } from "../tables/call.ts";
import { findUsersByKey } from "../tables/people.ts";
import type { TaskRow, UserRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { readPeople, readPresent } from "../tables/task-people.ts";
import { loadTask } from "../tables/tasks.ts";
import { seesWholeTask } from "../tables/visible-annotations.ts";
import { codesOf, type WorkStanding } from "../work/standings.ts";

const Request = z.object({ task_id: z.string(), user_ids: z.array(z.string()).default([]) });

/** Inputs per worker and status. Under FULL every input that a worker has not yet been given is pending as well. */
const inputCount: AppRoute = {
  call: "GetTaskInputCount",
  method: "GET",
  path: "/tasks/{task_id}/inputs/count",
  scope: "app",
  access: "member",
  request: "GetTaskCountRequest",
  run: async ({ store }, call) => {
    const { task_id, user_ids } = Request.parse(call.message);
    const row = await loadTask(store.db, call.app, task_id);
    const { strategy } = readTaskPlan(parseBody(row.body));
    const totals = await readWorkCounts(store.db, row.key);
    const asked = await countedPeople(store.db, call, row, { totals, ids: user_ids });
    const { workers } = await readPresent(store.db, row);
    const present = new Set(workers.map(({ key }) => key));
    const counts = asked.map(({ key, id }) => {
      const ofWorker = totals.get(key) ?? new Map<number, number>();
      const given = [...ofWorker.values()].reduce((sum, total) => sum + total, 0);
      const toCome = strategy === "FULL" && present.has(key) ? Math.max(0, row.source_count - given) : 0;
      return countMessage(
        id,
        (standing) => (ofWorker.get(codesOf(standing).assignment) ?? 0) + (standing === "pending" ? toCome : 0),
      );
    });
    return { app_id: call.app.id, task_id: row.id, counts };
  },
};

/** Annotations of the task per worker and status. */
const annotationCount: AppRoute = {
  call: "GetTaskAnnotationCount",
  method: "GET",
  path: "/tasks/{task_id}/annotations/count",
  scope: "app",
  access: "member",
  request: "GetTaskCountRequest",
  run: async ({ store }, call) => {
    const { task_id, user_ids } = Request.parse(call.message);
    const row = await loadTask(store.db, call.app, task_id);
    const totals = await readAnnotationCounts(store.db, row.key);
    const asked = await countedPeople(store.db, call, row, { totals, ids: user_ids });
    const counts = asked.map(({ key, id }) =>
      countMessage(id, (standing) => totals.get(key)?.get(codesOf(standing).annotation) ?? 0),
    );
    return { app_id: call.app.id, task_id: row.id, counts };
  },
};

/**
 * The workers of the task in its order, then whoever else has done something of it: people who have left it, and those who work on a task
 * that names nobody. Of them those of whom the caller may know: the counts of others say how much they found, and whether it was right.
 */
async function countedPeople(
  db: Reader,
  call: AppCall,
  row: TaskRow,
  { totals, ids }: { totals: ReadonlyMap<number, unknown>; ids: readonly string[] },
): Promise<UserRow[]> {
  const workers = await readPeople(db, row.key, "worker");
  const known = new Set(workers.map(({ key }) => key));
  const others = await findUsersByKey(
    db,
    [...totals.keys()].filter((key) => !known.has(key)),
  );
  const seesAll = await seesWholeTask(db, call, row);
  const asked = new Set(ids);
  return [...workers, ...others].filter(
    ({ key, id }) => (asked.size === 0 || asked.has(id)) && (seesAll || key === call.caller.key),
  );
}

const countMessage = (id: string, count: (standing: WorkStanding) => number) => ({
  user_id: id,
  worker: { user: { id } },
  pending: count("pending"),
  awaiting_review: count("awaiting_review"),
  success: count("success"),
  review_denied: count("rejected"),
  awaiting_consensus_review: count("awaiting_consensus"),
});

export const countRoutes = [inputCount, annotationCount];
