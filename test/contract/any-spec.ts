import fc from "fast-check";
import type { JsonObject } from "../../src/domain/json.ts";
import type {
  InputSource,
  Priority,
  ReviewPlan,
  TaskChanges,
  TaskSpec,
  TaskType,
  WorkPlan,
} from "../../src/domain/task.ts";

/** Any text that can travel: all of Unicode, without NUL (which the domain refuses). */
export const anyText = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\0"));
/** Any id that can stand in a path: "." and ".." cannot, and the client asks nobody about them. */
export const anyId = fc
  .string({ unit: "grapheme-composite", minLength: 1, maxLength: 12 })
  .filter((id) => id !== "." && id !== "..");
const ids = fc.uniqueArray(anyId, { maxLength: 5 });

const anyMetadata: fc.Arbitrary<JsonObject> = fc
  .dictionary(anyId, fc.jsonValue({ maxDepth: 2 }))
  // As it comes out of JSON: without -0, which no JSON keeps.
  .map((value) => JSON.parse(JSON.stringify(value)));

const anyType = fc.constantFrom<TaskType>(
  "CONCEPTS_CLASSIFICATION",
  "BOUNDING_BOX_DETECTION",
  "POLYGON_DETECTION",
  "TYPE_NOT_SET",
);

const anySource: fc.Arbitrary<InputSource> = fc.oneof(
  fc.constant({ type: "ALL_INPUTS" as const }),
  fc.record({ type: fc.constantFrom("DATASET" as const, "SAVED_SEARCH" as const), id: anyId }),
);

const anyWork: fc.Arbitrary<WorkPlan> = ids.chain((workers) =>
  fc.oneof(
    fc.constantFrom<WorkPlan>({ strategy: "FULL", workers }, { strategy: "DYNAMIC", workers }),
    fc.record({
      strategy: fc.constant("PARTITIONED" as const),
      workers: fc.constant(workers),
      workersPerInput: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      strategy: fc.constant("PARTITIONED" as const),
      workers: fc.constant(workers),
      workersPerInput: fc.integer({ min: 1, max: 5 }),
      weights: fc
        .array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), {
          minLength: workers.length,
          maxLength: workers.length,
        })
        .map((weights) => Object.fromEntries(workers.map((worker, at) => [worker, weights[at] ?? 1]))),
    }),
  ),
);

const anyReview: fc.Arbitrary<ReviewPlan> = fc.oneof(
  fc.constant({ strategy: "NONE" as const }),
  fc.record({
    strategy: fc.constant("MANUAL" as const),
    reviewers: ids,
    sample: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
  }),
  fc.record({
    strategy: fc.constant("CONSENSUS" as const),
    reviewers: ids,
    labelersMustAgree: fc.nat({ max: 10 }),
    reviewersMustApprove: fc.constantFrom("ONE" as const, "ALL" as const),
  }),
);

const fields = {
  name: anyText,
  instructions: anyText,
  type: anyType,
  concepts: ids,
  inputSource: anySource,
  work: anyWork,
  review: anyReview,
  priority: fc.constantFrom<Priority>("LOW", "MEDIUM", "HIGH"),
  sampleMs: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
};

/** Every task that a form can describe. */
export const anySpec: fc.Arbitrary<TaskSpec> = fc.record(
  { ...fields, metadata: anyMetadata },
  { requiredKeys: ["name", "instructions", "type", "concepts", "inputSource", "work", "review", "metadata"] },
);

/** Every change that an edit can make. */
export const anyChanges: fc.Arbitrary<TaskChanges> = fc.record(
  { ...fields, status: fc.constantFrom("IN_PROGRESS" as const, "DONE" as const, "WONT_DO" as const) },
  { requiredKeys: [] },
);
