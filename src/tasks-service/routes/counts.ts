import { z } from "zod";
import type { AppRoute } from "../http/route.ts";
import { Status } from "../status.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import { parseBody } from "../tables/parse-body.ts";
import { readPeople } from "../tables/task-people.ts";
import { readTaskPlan } from "../tasks/task-plan.ts";
import { loadTask } from "../tasks/write-task.ts";

const Request = z.object({ task_id: z.string(), user_ids: z.array(z.string()).default([]) });

/** Inputs per worker and status. Under FULL every input that a worker has not yet been given is pending as well. */
const inputCount: AppRoute = {
  call: "GetTaskInputCount",
  method: "GET",
  path: "/tasks/{task_id}/inputs/count",
  scope: "app",
  access: "member",
  request: "GetTaskCountRequest",
  run: async ({ store }, { message, app }) => {
    const { task_id, user_ids } = Request.parse(message);
    const row = await loadTask(store.db, app, task_id);
    const { strategy } = readTaskPlan(parseBody(row.body));
    const totals = await readWorkCounts(store.db, row.key);
    const workers = await readPeople(store.db, row.key, "worker");
    const asked = workers.filter(({ id }) => user_ids.length === 0 || user_ids.includes(id));
    const counts = asked.map(({ key, id }) => {
      const ofWorker = totals.get(key) ?? new Map<number, number>();
      const count = (status: number): number => ofWorker.get(status) ?? 0;
      let given = 0;
      for (const total of ofWorker.values()) given += total;
      return {
        user_id: id,
        worker: { user: { id } },
        pending: count(Status.TASK_ASSIGNMENT_PENDING) + (strategy === "FULL" ? row.source_count - given : 0),
        awaiting_review: count(Status.TASK_ASSIGNMENT_AWAITING_REVIEW),
        success: count(Status.TASK_ASSIGNMENT_SUCCESS),
        review_denied: count(Status.TASK_ASSIGNMENT_REJECTED),
        awaiting_consensus_review: count(Status.TASK_ASSIGNMENT_AWAITING_CONSENSUS_REVIEW),
      };
    });
    return { app_id: app.id, task_id: row.id, counts };
  },
};

export const countRoutes = [inputCount];
