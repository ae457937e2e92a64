import * as z from "zod";
import { readPatchAction } from "../http/read-items.ts";
import type { AppRoute } from "../http/route.ts";
import type { AssignmentKey } from "../labeling/assignment-id.ts";
import type { Verdict } from "../labeling/review-labels.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import type { Reader } from "../tables/store.ts";
import { reviewAll, workerKeys } from "./review-assignments.ts";

const Request = z.object({
  task_id: z.string(),
  user_ids: z.array(z.string()).default([]),
  status_codes: z.array(z.number()).default([]),
  status_code: z.number().default(0),
});

/** What a reviewer says when they set the status of labels. */
const VERDICTS: ReadonlyMap<number, Verdict> = new Map([
  [Status.ANNOTATION_SUCCESS, "approve"],
  [Status.ANNOTATION_PENDING, "request_changes"],
  [Status.ANNOTATION_REVIEW_DENIED, "reject"],
]);

/** The deprecated way to review in bulk: sets the status of the labels of a task that await the caller's review. */
const patchStatus: AppRoute = {
  call: "PatchAnnotationsStatus",
  method: "PATCH",
  path: "/task/{task_id}/annotations/status",
  scope: "app",
  access: "member",
  request: "PatchAnnotationsStatusRequest",
  run: async (service, call) => {
    readPatchAction(call.message, ["overwrite"]);
    const { task_id, user_ids, status_codes, status_code } = Request.parse(call.message);
    const verdict = VERDICTS.get(status_code);
    if (verdict === undefined) {
      throw invalidRequest(
        '"status_code" can be ANNOTATION_SUCCESS (approve), ANNOTATION_PENDING (request changes) or ANNOTATION_REVIEW_DENIED (reject).',
      );
    }
    if (status_codes.some((code) => code !== Status.ANNOTATION_AWAITING_REVIEW)) {
      throw invalidRequest(
        '"status_codes" can name ANNOTATION_AWAITING_REVIEW alone: no other label waits for a verdict. Pending ones are submitted by LABEL_SUBMIT.',
      );
    }
    const named = user_ids.map((id) => ({ user: { id } }));
    const users = new Set<string>();
    let updated_count = 0;
    await reviewAll(service, call, task_id, {
      workers: await workerKeys(service.store.db, named),
      verdict,
      onBatch: async (keys) => {
        const authors = await authorsOf(service.store.db, keys, status_code);
        for (const id of authors) users.add(id);
        updated_count += authors.length;
      },
    });
    return { user_ids: [...users], updated_count };
  },
};

/** Who made the annotations of these assignments that have the status: an id for each annotation. */
async function authorsOf(db: Reader, keys: readonly AssignmentKey[], status: number): Promise<string[]> {
  const wanted = new Set(keys.map(({ input, worker }) => `${input}:${worker}`));
  const rows = await db
    .selectFrom("annotations")
    .innerJoin("users", "users.key", "annotations.person")
    .select(["users.id", "annotations.input", "annotations.person"])
    .where("annotations.task", "=", keys[0]?.task ?? 0)
    .where(
      "annotations.input",
      "in",
      keys.map(({ input }) => input),
    )
    .where("annotations.status", "=", status)
    .execute();
  return rows.filter(({ input, person }) => wanted.has(`${input}:${person}`)).map(({ id }) => id);
}

export const annotationStatusRoutes = [patchStatus];
