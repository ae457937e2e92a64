import fc from "fast-check";
import { partitioned } from "./open-service.ts";
import { workers } from "./open-work.ts";

export const WORKERS = ["ana", "ben", "cleo"];
export const REVIEWERS = ["rita", "ron"];

const people = fc.subarray(WORKERS, { minLength: 1 });
/** The `worker` of a task, of any strategy. */
export const worker = fc
  .record({
    strategy: fc.constantFrom("FULL", "PARTITIONED", "DYNAMIC"),
    people,
    perInput: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ strategy, people: ids, perInput }) =>
    strategy === "PARTITIONED"
      ? partitioned(Math.min(perInput, ids.length), ids)
      : { strategy, workers: workers(...ids) },
  );
/** The `review` of a task, of any strategy. */
export const review = fc
  .record({
    strategy: fc.constantFrom("NONE", "MANUAL", "CONSENSUS"),
    ids: fc.subarray(REVIEWERS),
    sample: fc.constantFrom(0.5, 1),
    labelers: fc.integer({ min: 0, max: 3 }),
    approvals: fc.constantFrom(1, -1),
  })
  .map(({ strategy, ids, sample, labelers, approvals }) => ({
    strategy,
    users: ids.map((id) => ({ id })),
    ...(strategy === "MANUAL" && {
      manual_strategy_info: { sample_percentage: sample, approval_threshold: approvals },
    }),
    ...(strategy === "CONSENSUS" && {
      consensus_strategy_info: { approval_threshold_labelers: labelers, approval_threshold_reviewers: approvals },
    }),
  }));
