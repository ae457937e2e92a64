import { taskForbidden } from "../api-error.ts";
import type { AppRoute } from "../http/route.ts";
import { measureAgreement } from "../rules/agreement.ts";
import type { ConceptRating } from "../rules/concept-agreement.ts";
import { readStatements, toMarks } from "../rules/read-marks.ts";
import type { TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Reader } from "../store.ts";
import { parseBody } from "../tables/parse-body.ts";
import { seesWholeTask } from "../tables/visible-annotations.ts";
import { readTaskPlan } from "../tasks/task-plan.ts";
import { loadTask } from "../tasks/write-task.ts";

/** How far the workers of a task agree beyond chance, in all that was submitted. An addition to the vendor's protocol. */
const get: AppRoute = {
  call: "-",
  method: "GET",
  path: "/tasks/{task_id}/agreement",
  scope: "app",
  access: "member",
  request: "GetTaskRequest",
  run: async ({ store }, call) => {
    const row = await loadTask(store.db, call.app, String(call.message["task_id"]));
    if (!(await seesWholeTask(store.db, call, row))) {
      throw taskForbidden("Who labels in a task sees how far its workers agree once the task is closed.");
    }
    const ratings = await readRatings(store.db, row);
    const measured = measureAgreement(ratings, { conceptIds: readTaskPlan(parseBody(row.body)).concepts });
    return {
      agreement: {
        items: measured.items,
        cohen_kappa: measured.cohenKappa.map(({ userIds, value, items }) => ({ user_ids: [...userIds], value, items })),
        fleiss_kappa: measured.fleissKappa,
        krippendorff_alpha: measured.krippendorffAlpha,
        interval: measured.interval === null ? null : [...measured.interval],
        concepts: measured.concepts.map((concept) => ({
          id: concept.conceptId,
          items: concept.items,
          positives: concept.positives,
          fleiss_kappa: concept.fleissKappa,
          krippendorff_alpha: concept.krippendorffAlpha,
        })),
        worst_items: measured.worstItems.map(({ itemId, agreement, labels }) => ({
          input_id: itemId,
          agreement,
          labels,
        })),
      },
    };
  },
};

/** Every submitted label: the set of its positive concepts. One that says nothing counts as the empty set. */
async function readRatings(db: Reader, row: TaskRow): Promise<ConceptRating[]> {
  const submitted = await db
    .selectFrom("assignments")
    .innerJoin("inputs", "inputs.key", "assignments.input")
    .innerJoin("users", "users.key", "assignments.worker")
    .leftJoin("annotations", (join) =>
      join
        .onRef("annotations.task", "=", "assignments.task")
        .onRef("annotations.input", "=", "assignments.input")
        .onRef("annotations.person", "=", "assignments.worker"),
    )
    .select(["inputs.id as itemId", "users.id as userId", "annotations.body"])
    .where("assignments.task", "=", row.key)
    .where("assignments.status", "!=", Status.TASK_ASSIGNMENT_PENDING)
    .execute();
  const ratings = new Map<string, { itemId: string; userId: string; concepts: Set<string> }>();
  for (const { itemId, userId, body } of submitted) {
    const key = JSON.stringify([itemId, userId]);
    const rating = ratings.get(key) ?? { itemId, userId, concepts: new Set<string>() };
    ratings.set(key, rating);
    if (body === null) continue;
    for (const mark of toMarks(readStatements(parseBody(body))))
      for (const concept of mark.concepts) rating.concepts.add(concept);
  }
  return [...ratings.values()].map(({ concepts, ...rest }) => ({ ...rest, concepts: [...concepts] }));
}

export const agreementRoutes = [get];
