import type { JsonObject } from "../protocol/json.ts";
import { measureAgreement } from "../rules/agreement/agreement.ts";
import type { ConceptRating } from "../rules/agreement/concept-agreement.ts";
import { createPlaceAgreement } from "../rules/agreement/place-agreement.ts";
import { readTaskPlan, type TaskPlan } from "../rules/plan/task-plan.ts";
import type { Mark } from "../rules/shapes/alike.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { conceptAgreementMessage, placeAgreementMessage } from "./agreement-message.ts";
import { readLabeledInputs } from "./read-labels.ts";

/** How far the workers of a task agree in all that they have submitted, as the route answers it. Throws when `signal` says so. */
export async function measureTask(db: Reader, task: number, signal: AbortSignal): Promise<JsonObject> {
  const row = await db.selectFrom("tasks").select("body").where("key", "=", task).executeTakeFirst();
  const plan = readTaskPlan(parseBody(row?.body ?? "{}"));
  // Who is asked for boxes and has drawn none has said that nothing is anywhere.
  if (plan.type === "BOUNDING_BOX_DETECTION" || plan.type === "POLYGON_DETECTION") {
    return measurePlaces(db, task, plan, signal);
  }
  const ratings = await readRatings(db, task, signal);
  if (ratings === null) return measurePlaces(db, task, plan, signal);
  return conceptAgreementMessage(measureAgreement(ratings, { conceptIds: plan.concepts }));
}

async function measurePlaces(db: Reader, task: number, plan: TaskPlan, signal: AbortSignal): Promise<JsonObject> {
  const agreement = createPlaceAgreement({ minIou: plan.minIou, conceptIds: plan.concepts });
  for await (const { itemId, labels } of readLabeledInputs(db, task, signal)) {
    agreement.add({ itemId, labels: labels.map(({ userId, marks }) => ({ workerId: userId, marks })) });
  }
  return placeAgreementMessage(agreement.measure());
}

/** Every submitted label as the set of its positive concepts; null when one of them is about a place or a moment. */
async function readRatings(db: Reader, task: number, signal: AbortSignal): Promise<ConceptRating[] | null> {
  const ratings: ConceptRating[] = [];
  const conceptsOf = createConceptsOf();
  for await (const { itemId, labels } of readLabeledInputs(db, task, signal)) {
    for (const { userId, marks } of labels) {
      if (marks.some(({ shape, frame }) => shape !== undefined || frame !== undefined)) return null;
      ratings.push({ itemId, userId, concepts: conceptsOf(marks) });
    }
  }
  return ratings;
}

/** The concepts of marks; for marks that labels share they are shared too. */
function createConceptsOf(): (marks: readonly Mark[]) => readonly string[] {
  const known = new WeakMap<readonly Mark[], readonly string[]>();
  return (marks) => {
    const concepts = known.get(marks) ?? [...new Set(marks.flatMap((mark) => mark.concepts))];
    known.set(marks, concepts);
    return concepts;
  };
}
