import type { AppRoute } from "../http/route.ts";
import { invalidRequest, taskForbidden } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import type { Reader } from "../tables/store.ts";
import { loadTask } from "../tables/tasks.ts";
import { seesWholeTask } from "../tables/visible-annotations.ts";

/** What the memory of the thread that measures holds, and some ten seconds of it. */
const MAX_LABELS = 1_000_000;

/** How far the workers of a task agree beyond chance, in all that was submitted. An addition to the vendor's protocol. */
const get: AppRoute = {
  call: "-",
  method: "GET",
  path: "/tasks/{task_id}/agreement",
  scope: "app",
  access: "member",
  request: "GetTaskRequest",
  run: async ({ store, measurer }, call) => {
    const row = await loadTask(store.db, call.app, String(call.message["task_id"]));
    if (!(await seesWholeTask(store.db, call, row))) {
      throw taskForbidden("Who labels in a task sees how far its workers agree once the task is closed.");
    }
    const labels = await countSubmitted(store.db, row.key);
    if (labels > MAX_LABELS) {
      throw invalidRequest(`Agreement is measured up to ${MAX_LABELS} labels, and this task has ${labels}.`);
    }
    return { agreement: await measurer.measure(row.key) };
  },
};

async function countSubmitted(db: Reader, task: number): Promise<number> {
  let submitted = 0;
  for (const byStatus of (await readWorkCounts(db, task)).values()) {
    for (const [status, total] of byStatus) if (status !== Status.TASK_ASSIGNMENT_PENDING) submitted += total;
  }
  return submitted;
}

export const agreementRoutes = [get];
