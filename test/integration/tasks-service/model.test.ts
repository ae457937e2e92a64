import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { createModel, type ModelTask } from "./model.ts";
import { partitioned } from "./open-service.ts";
import { openWork, workers } from "./open-work.ts";

const INPUTS = 12;
const PEOPLE = ["ana", "ben", "cleo"] as const;
const REVIEWERS = ["rita", "ron"] as const;

type Step =
  | { kind: "start"; who: number }
  | { kind: "submit"; who: number; which: number; concept: string | null }
  | { kind: "review"; who: number; which: number; verdict: "approve" | "reject" | "request_changes" }
  | { kind: "repeat"; who: number; which: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("start" as const), who: fc.nat(2) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      who: fc.nat(2),
      which: fc.nat(3),
      concept: fc.constantFrom("cat", "cat", "dog", null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      who: fc.nat(1),
      which: fc.nat(3),
      verdict: fc.constantFrom("approve" as const, "reject" as const, "request_changes" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat" as const), who: fc.nat(2), which: fc.nat(20) }) },
);

const tasks: fc.Arbitrary<ModelTask> = fc.record({
  strategy: fc.constantFrom("FULL" as const, "PARTITIONED" as const, "DYNAMIC" as const),
  workersPerInput: fc.integer({ min: 1, max: 3 }),
  review: fc.constantFrom("NONE" as const, "MANUAL" as const, "CONSENSUS" as const),
  sample: fc.constantFrom(0, 0.5, 1),
  labelers: fc.integer({ min: 0, max: 3 }),
  approvals: fc.constantFrom(1 as const, -1 as const),
});

function bodyOf(task: ModelTask): Record<string, unknown> {
  const users = REVIEWERS.map((id) => ({ id }));
  const review = {
    NONE: { strategy: "NONE", users },
    MANUAL: {
      strategy: "MANUAL",
      users,
      manual_strategy_info: { sample_percentage: task.sample, approval_threshold: task.approvals },
    },
    CONSENSUS: {
      strategy: "CONSENSUS",
      users,
      consensus_strategy_info: {
        approval_threshold_labelers: task.labelers,
        approval_threshold_reviewers: task.approvals,
      },
    },
  }[task.review];
  const worker =
    task.strategy === "PARTITIONED"
      ? partitioned(task.workersPerInput, [...PEOPLE])
      : { strategy: task.strategy, workers: workers(...PEOPLE) };
  return { worker, review };
}

describeOnBothEngines("random work by several people", (newTarget) => {
  it("does what a simple model of it does, and breaks no rule", async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.array(steps, { minLength: 1, maxLength: 25 }), async (settings, sequence) => {
        const target = newTarget();
        const work = await openWork(target, { inputs: INPUTS });
        try {
          const id = await work.create(bodyOf(settings));
          const model = createModel(settings, {
            taskId: id,
            workers: [...PEOPLE],
            reviewers: [...REVIEWERS],
            inputs: INPUTS,
          });
          for (const step of sequence) await take(work, id, model, step);
          const counts = await work.counts(id);
          for (const who of PEOPLE) expect({ who, ...counts[who] }).toMatchObject({ who, ...model.countsOf(who) });
          expect(await work.metrics(id)).toMatchObject(model.metrics());
          expect(await findBrokenRules(target)).toEqual([]);
          expect(work.errors).toEqual([]);
        } finally {
          await work.service.close();
        }
      }),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 12), endOnFailure: true },
    );
  }, 240_000);
});

async function take(
  work: Awaited<ReturnType<typeof openWork>>,
  id: string,
  model: ReturnType<typeof createModel>,
  step: Step,
): Promise<void> {
  if (step.kind === "start") {
    const who = PEOPLE[step.who] ?? "ana";
    model.start(who, await work.start(who, id));
    return;
  }
  if (step.kind === "repeat") {
    const who = PEOPLE[step.who] ?? "ana";
    const done = model.submittedBy(who)[step.which];
    if (done === undefined) return;
    const [answer] = await work.submit(who, id, [done]);
    expect(answer?.status.code).toBe(model.statusOf(done));
    return;
  }
  if (step.kind === "submit") {
    const who = PEOPLE[step.who] ?? "ana";
    const given = await work.start(who, id);
    model.start(who, given);
    const assignment = given[step.which];
    if (assignment === undefined) return;
    const old = (await work.annotations(id)).filter(
      (each: { input_id: string; user_id: string }) => each.input_id === assignment.input.id && each.user_id === who,
    );
    if (old.length > 0)
      await work.as(who)("DELETE", "/annotations", { ids: old.map((each: { id: string }) => each.id) });
    if (step.concept !== null) await work.label(who, id, assignment.input.id, step.concept);
    const [done] = await work.submit(who, id, [assignment]);
    model.submit(assignment, step.concept);
    expect([assignment.input.id, done?.status.code]).toEqual([assignment.input.id, model.statusOf(assignment)]);
    return;
  }
  const reviewer = REVIEWERS[step.who] ?? "rita";
  const queue = await work.put(reviewer, id, { action: "REVIEW_START" });
  expect(queue.map((each) => each.id).sort()).toEqual(model.queueOf(reviewer, queue).sort());
  const chosen = queue[step.which];
  if (chosen === undefined) return;
  const [answer] = await work.review(reviewer, id, step.verdict, [chosen]);
  model.review(reviewer, chosen, step.verdict);
  expect(answer?.status.code).toBe(model.statusOf(chosen));
}

describe("the model", () => {
  it("knows the vendor's codes", () => {
    expect(
      createModel(
        { strategy: "FULL", workersPerInput: 1, review: "NONE", sample: 0, labelers: 0, approvals: 1 },
        { taskId: "t", workers: ["ana"], reviewers: [], inputs: 1 },
      ).countsOf("ana"),
    ).toMatchObject({ pending: 1 });
  });
});
