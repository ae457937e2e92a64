import type { KyInstance } from "ky";
import * as z from "zod";
import type { TrueBox } from "./read-truth.ts";

/** What is said of one input: concepts of the whole, or boxes in it. */
export type Answer = { readonly concept: string } | { readonly boxes: readonly TrueBox[] };

const Given = z.object({
  task_assignments: z.array(z.object({ id: z.string(), input: z.object({ id: z.string() }) })).default([]),
});

/**
 * Labels the next inputs of a task as the user whose client it is: up to ten, what the Tasks API gives at once. Returns how many there were.
 */
export async function labelSome(
  api: KyInstance,
  { taskId, most, say }: { taskId: string; most: number; say: (inputId: string) => Answer },
): Promise<number> {
  const start = await api.put(`tasks/${taskId}/assignments`, { json: { action: "LABEL_START" } }).json();
  const given = Given.parse(start).task_assignments.slice(0, most);
  if (given.length === 0) return 0;
  const annotations = given.map(({ input }) => ({ input_id: input.id, task_id: taskId, data: toData(say(input.id)) }));
  await api.post("annotations", { json: { annotations } });
  const config = { task_assignments: given.map(({ id }) => ({ id })) };
  await api.put(`tasks/${taskId}/assignments`, { json: { action: "LABEL_SUBMIT", label_submit_config: config } });
  return given.length;
}

/** Approves the next `approve` labels of a worker as a reviewer, and sends the ones after them back, up to ten together. */
export async function reviewSome(
  api: KyInstance,
  { taskId, worker, approve, sendBack }: { taskId: string; worker: string; approve: number; sendBack: number },
): Promise<void> {
  const path = `tasks/${taskId}/assignments`;
  const workers = { workers: [{ user: { id: worker } }] };
  const start = await api.put(path, { json: { action: "REVIEW_START", review_start_config: workers } }).json();
  const ids = Given.parse(start).task_assignments.map(({ id }) => ({ id }));
  const approved = { task_assignments: ids.slice(0, approve) };
  await api.put(path, { json: { action: "REVIEW_APPROVE", review_approve_config: approved } });
  const back = { task_assignments: ids.slice(approve, approve + sendBack) };
  if (back.task_assignments.length > 0)
    await api.put(path, { json: { action: "REVIEW_REQUEST_CHANGES", review_request_changes_config: back } });
}

function toData(answer: Answer): object {
  if ("concept" in answer) return { concepts: [{ id: answer.concept, value: 1 }] };
  const regions = answer.boxes.map(({ concept, left, top, right, bottom }) => ({
    region_info: { bounding_box: { left_col: left, top_row: top, right_col: right, bottom_row: bottom } },
    data: { concepts: [{ id: concept, value: 1 }] },
  }));
  return { regions };
}
