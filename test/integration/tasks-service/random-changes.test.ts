import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { openWork } from "./open-work.ts";
import { REVIEWERS, review, WORKERS, worker } from "./random-rules.ts";

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("work" as const),
      who: fc.constantFrom(...WORKERS),
      count: fc.integer({ min: 1, max: 4 }),
      concept: fc.constantFrom("cat", "dog"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      who: fc.constantFrom(...REVIEWERS),
      verdict: fc.constantFrom("approve" as const, "reject" as const, "request_changes" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("workers" as const), worker }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("reviewers" as const), review }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), input: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const) }) },
);

describeOnBothEngines("tasks that change in the midst of work", (newTarget) => {
  it("keep every count and every rule, and all that was submitted", async () => {
    await fc.assert(
      fc.asyncProperty(worker, review, fc.array(step, { minLength: 1, maxLength: 20 }), async (first, rule, steps) => {
        const target = newTarget();
        const work = await openWork(target, { inputs: 12 });
        try {
          const id = await work.create({ worker: first, review: rule });
          const deleted = new Set<string>();
          const submitted = new Map<string, string>();
          for (const next of steps) {
            if (next.kind === "work") {
              const task = (await work.owner("GET", `/tasks/${id}`)).body.task;
              if (!task.worker.workers.some((each: { user: { id: string } }) => each.user.id === next.who)) continue;
              for (const given of (await work.start(next.who, id)).slice(0, next.count)) {
                await work.label(next.who, id, given.input.id, next.concept);
                await work.submit(next.who, id, [given]);
                submitted.set(given.id, given.input.id);
              }
            } else if (next.kind === "review") {
              const task = (await work.owner("GET", `/tasks/${id}`)).body.task;
              if (!(task.review.users ?? []).some((each: { id: string }) => each.id === next.who)) continue;
              const [chosen] = await work.put(next.who, id, { action: "REVIEW_START" });
              if (chosen === undefined) continue;
              await work.review(next.who, id, next.verdict, [chosen]);
              if (next.verdict === "request_changes") submitted.delete(chosen.id);
            } else if (next.kind === "workers") await work.change(id, { worker: next.worker });
            else if (next.kind === "reviewers") await work.change(id, { review: next.review });
            else if (next.kind === "delete") {
              const name = `input-${next.input}`;
              if (!deleted.has(name)) await work.owner("DELETE", "/inputs", { ids: [name] });
              deleted.add(name);
            } else work.clock.at = new Date(work.clock.at.getTime() + 4_000_000);
            expect(await findBrokenRules(target, { isReviewChanged: true })).toEqual([]);
          }
          const kept = [...submitted]
            .filter(([, input]) => !deleted.has(input))
            .map(([assignment]) => ({ id: assignment }));
          if (kept.length > 0) {
            const answer = await work.owner("PUT", `/tasks/${id}/assignments`, {
              action: "LABEL_SUBMIT",
              label_submit_config: { task_assignments: kept },
            });
            expect(answer.body.task_assignments).toHaveLength(kept.length);
          }
          await work.owner("GET", `/tasks/${id}?additional_fields=all`);
          expect(work.errors).toEqual([]);
        } finally {
          await work.service.close();
        }
      }),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 10), endOnFailure: process.env["SHRINK"] === undefined },
    );
  }, 240_000);
});
