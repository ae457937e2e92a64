import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { createJobQueue } from "../../../src/tasks-service/background/run-job.ts";
import { clearLeftovers, leaveOver } from "../../../src/tasks-service/tables/leftovers.ts";
import { connectTasksStore } from "../../../src/tasks-service/tables/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { createHeldThreads } from "./held-threads.ts";
import { LONG, partitioned } from "./open-service.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";
import { REVIEWERS, review, WORKERS, worker } from "./random-rules.ts";

/** Nothing is little: every change goes on in the background, a few rows at a time. */
const IN_BACKGROUND = { batches: { inRequest: 1, inBackground: 5 } };

/** Tables in which rows of tasks stand. */
const TASK_TABLES = [
  "assignments",
  "annotations",
  "items",
  "votes",
  "open_slots",
  "work_counts",
  "annotation_counts",
  "phase_counts",
  "review_counts",
] as const;

async function countRows(target: DatabaseTarget): Promise<Record<string, number>> {
  const { db, close } = connectTasksStore(target);
  const counts: Record<string, number> = {};
  for (const table of [...TASK_TABLES, "dataset_inputs", "datasets", "leftovers"] as const) {
    const { total } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("total"))
      .executeTakeFirstOrThrow();
    counts[table] = Number(total);
  }
  await close();
  return counts;
}

describeOnBothEngines("work that takes longer than a request", (newTarget) => {
  it("hides a deleted task at once, and clears all of it away", async () => {
    const target = newTarget();
    const work = await openWork(target, { inputs: 30, ...IN_BACKGROUND });
    await work.owner("POST", "/datasets", { datasets: [{ id: "some" }] });
    await work.owner("POST", "/datasets/some/inputs", {
      dataset_inputs: Array.from({ length: 20 }, (_, index) => ({ input: { id: `input-${index}` } })),
    });
    const id = await work.create({
      input_source: { type: "DATASET", id: "some" },
      worker: partitioned(2, ["ana", "ben"]),
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    await work.service.idle();
    const given = await work.start("ana", id);
    for (const each of given) await work.answer("ana", id, each, "cat");
    await work.review("rita", id, "approve", given.slice(0, 5));

    await work.owner("DELETE", "/datasets", { dataset_ids: ["some"] });
    await work.owner("DELETE", "/tasks", { ids: [id] });

    expect((await work.owner("GET", `/tasks/${id}`)).http).toBe(404);
    expect((await work.owner("GET", "/annotations?per_page=1000")).body.annotations).toEqual([]);
    expect((await work.owner("GET", "/datasets")).body.datasets).toEqual([]);
    await work.service.idle();
    expect(Object.values(await countRows(target)).every((count) => count === 0)).toBe(true);
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  it("takes back what another strategy gives out anew, and gives nothing twice meanwhile", async () => {
    const target = newTarget();
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(target, { inputs: 60, openThread, ...IN_BACKGROUND });
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await work.service.idle();
    const done = firstOf(await work.start("ana", id));
    await work.answer("ana", id, done, "cat");

    hold();
    await work.change(id, { worker: { strategy: "DYNAMIC", workers: workers("ana", "ben", "cleo") } });
    const changed = (await work.owner("GET", `/tasks/${id}`)).body.task.status;
    const now = (await work.owner("GET", `/tasks/${id}`)).body.task;
    const overwrite = (change: object) =>
      work.owner("PATCH", "/tasks", { action: "overwrite", tasks: [{ ...now, ...change }] });
    const renamed = await overwrite({ name: "Cats and dogs" });
    const refused = await overwrite({ worker: { strategy: "FULL", workers: workers("ana") } });
    release();
    await work.service.idle();
    const given = await Promise.all(["ana", "ben", "cleo"].map((who) => work.start(who, id)));

    expect(changed.percent_completed).toBeLessThan(100);
    expect([renamed.http, refused.http, refused.body.status.code]).toEqual([200, 409, 54100]);
    expect((await work.owner("GET", `/tasks/${id}`)).body.task.status.percent_completed).toBe(100);
    const inputs = given.flat().map(({ input }) => input.id);
    expect([inputs.length, new Set(inputs).size]).toEqual([30, 30]);
    expect(inputs).not.toContain(done.input.id);
    expect(await findBrokenRules(target)).toEqual([]);
    await work.service.close();
  });

  it("finds what a saved search is about among the inputs that there were, and then divides it", async () => {
    const target = newTarget();
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(target, { inputs: 40, openThread, ...IN_BACKGROUND });
    await work.owner("POST", "/searches", {
      searches: [{ id: "twos", query: { filters: [{ input: { data: { text: { raw: "text 2" } } } }] } }],
    });

    hold();
    const id = await work.create({
      input_source: { type: "SAVED_SEARCH", id: "twos" },
      worker: partitioned(1, ["ana", "ben"]),
    });
    await work.owner("POST", "/inputs", { inputs: [{ id: "late", data: { text: { raw: "text 2" } } }] });
    release();
    await work.service.idle();

    // "text 2" and "text 20" to "text 29".
    const { body } = await work.owner("GET", `/tasks/${id}?additional_fields=metrics`);
    expect(body.task.metrics.input_source.inputs_count_estimated).toBe(11);
    const counts = await work.counts(id);
    expect([counts["ana"].pending, counts["ben"].pending].sort()).toEqual([5, 6]);
    expect(await findBrokenRules(target)).toEqual([]);
    await work.service.close();
  });

  it("judges by the new rule what a reviewer comes to before the background does", async () => {
    const target = newTarget();
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(target, { inputs: 40, openThread, ...IN_BACKGROUND });
    const consensus = (approvals: number) => ({
      strategy: "CONSENSUS",
      users: REVIEWERS.map((id) => ({ id })),
      consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: approvals },
    });
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: consensus(1),
    });
    for (let round = 0; round < 4; round += 1) await work.submit("ana", id, await work.start("ana", id));
    const queue = await work.put("rita", id, { action: "REVIEW_START" });

    hold();
    await work.change(id, { review: consensus(-1) });
    const [reviewed] = await work.review("rita", id, "approve", [firstOf(queue)]);
    release();
    await work.service.idle();
    const [approved] = await work.review("ron", id, "approve", [firstOf(queue)]);

    // All must approve by the new rule: the first approval is not enough, and is not forgotten when the background comes to it.
    expect([reviewed?.status.code, approved?.status.code]).toEqual([54202, 54200]);
    expect(await findBrokenRules(target)).toEqual([]);
    await work.service.close();
  });

  it("does a change that comes as the one before is just done", async () => {
    const work = await openWork(newTarget(), { inputs: 20, batches: { inRequest: 1, inBackground: 100 } });
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    const isDone = async () => (await work.owner("GET", `/tasks/${id}`)).body.task.status.percent_completed === 100;
    for (const third of ["cleo", "rita", "cleo", "rita", "cleo", "rita"]) {
      while (!(await isDone()));
      await work.change(id, { worker: partitioned(1, ["ana", third]) });
    }
    await work.service.idle();

    expect(await isDone()).toBe(true);
    await work.service.close();
  });

  it("clears all away though two clear at once", async () => {
    const target = newTarget();
    const work = await openWork(target, { inputs: 100, ...IN_BACKGROUND });
    const ids = [];
    for (let count = 0; count < 4; count += 1) ids.push(await work.create({ worker: partitioned(2, ["ana", "ben"]) }));
    await work.service.idle();
    await work.owner("DELETE", "/tasks", { ids });
    const [one, other] = [connectTasksStore(target), connectTasksStore(target)];
    for (let isDone = false; !isDone; ) {
      const results = await Promise.all(
        [one, other].map((store) => store.write((trx) => clearLeftovers(trx, store.engine, 20))),
      );
      isDone = results.every((result) => result.isDone);
    }
    await Promise.all([one.close(), other.close()]);
    await work.service.idle();

    expect(Object.values(await countRows(target)).every((count) => count === 0)).toBe(true);
    await work.service.close();
  });

  it("tries again what failed", async () => {
    const target = newTarget();
    const work = await openWork(target, { inputs: 10 });
    await work.service.close();
    const store = connectTasksStore(target);
    let attempts = 0;
    const failures: unknown[] = [];
    const queue = createJobQueue(
      {
        ...store,
        write: (run) => {
          attempts += 1;
          return attempts === 1 ? Promise.reject(new Error("database is locked")) : store.write(run);
        },
      },
      { now: () => new Date(), units: 10, onDone: () => undefined, onFailure: (_, error) => failures.push(error) },
    );
    await store.write((trx) => leaveOver(trx, "task", [77]));

    queue.add("leftovers");
    await queue.idle();
    await store.close();

    expect([attempts, failures.length]).toEqual([2, 1]);
    expect((await countRows(target))["leftovers"]).toBe(0);
  });

  it("judges what is submitted before its input is divided by how many workers it will have", async () => {
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(newTarget(), { inputs: 60, openThread, ...IN_BACKGROUND });
    const id = await work.create({
      worker: partitioned(1, ["ana", "ben", "cleo"]),
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    await work.service.idle();
    const given = (await work.start("ana", id)).at(-1);

    hold();
    await work.change(id, { worker: partitioned(3, ["ana", "ben", "cleo"]) });
    const [submitted] = given === undefined ? [] : await work.answer("ana", id, given, "cat");
    release();
    await work.service.idle();

    // Two more will label it, so that labelers can still agree.
    expect(submitted?.status.code).toBe(54203);
    expect((await work.counts(id))["ana"]).toMatchObject({ awaiting_consensus_review: 1, awaiting_review: 0 });
    await work.service.close();
  });

  it("sends nothing back to a worker while it would be taken from them", async () => {
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(newTarget(), { inputs: 20, openThread, ...IN_BACKGROUND });
    const id = await work.create({
      worker: partitioned(1, ["ana", "ben"]),
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    await work.service.idle();
    const given = firstOf(await work.start("ana", id));
    await work.answer("ana", id, given, "cat");

    hold();
    await work.change(id, { worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
    const refused = await work.as("rita")("PUT", `/tasks/${id}/assignments`, {
      action: "REVIEW_REQUEST_CHANGES",
      review_request_changes_config: { task_assignments: [{ id: given.id }] },
    });
    release();
    await work.service.idle();

    expect([refused.http, refused.body.status.code]).toEqual([409, 54100]);
    expect((await work.counts(id))["ana"]).toMatchObject({ awaiting_review: 1 });
    await work.service.close();
  });

  it("leaves nothing of inputs that are deleted while a search goes on", async () => {
    const target = newTarget();
    const { openThread, hold, release } = createHeldThreads("background");
    const work = await openWork(target, { inputs: 100, openThread, ...IN_BACKGROUND });
    await work.owner("POST", "/searches", {
      searches: [{ id: "texts", query: { filters: [{ input: { data: { text: { raw: "text" } } } }] } }],
    });
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana") } });
    const given = await work.start("ana", id);
    for (const each of given) await work.answer("ana", id, each, "cat");

    hold();
    await work.change(id, { input_source: { type: "SAVED_SEARCH", id: "texts" } });
    await work.owner("DELETE", "/inputs", { ids: given.map(({ input }) => input.id) });
    release();
    await work.service.idle();

    expect((await work.counts(id))["ana"]).toMatchObject({ pending: 90, success: 0 });
    expect((await work.metrics(id)).work.inputs_count_estimated).toBe(0);
    await work.service.close();
  });

  it("keeps every count, every rule and all that was acknowledged, whatever goes on beside it", async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("work" as const),
        who: fc.constantFrom(...WORKERS),
        count: fc.nat(4),
        concept: fc.constantFrom("cat", "cat", "dog"),
      }),
      fc.record({ kind: fc.constant("review" as const), who: fc.constantFrom(...REVIEWERS) }),
      fc.record({ kind: fc.constant("workers" as const), worker }),
      fc.record({ kind: fc.constant("reviewers" as const), review }),
    );
    await fc.assert(
      fc.asyncProperty(worker, review, fc.array(step, { minLength: 1, maxLength: 12 }), async (first, rule, steps) => {
        const target = newTarget();
        const work = await openWork(target, { inputs: 25, ...IN_BACKGROUND });
        try {
          const id = await work.create({ worker: first, review: rule });
          const submitted = new Set<string>();
          // Not all of this is possible at any time: an assignment may be taken back before it is submitted.
          const ask = async (who: string, body: Record<string, unknown>): Promise<Assignment[] | undefined> => {
            const { http, body: answer } = await work.as(who)("PUT", `${LONG}/tasks/${id}/assignments`, body);
            expect([200, 403, 409]).toContain(http);
            return http === 200 ? answer.task_assignments : undefined;
          };
          for (const next of steps) {
            if (next.kind === "work") {
              for (const given of ((await ask(next.who, { action: "LABEL_START" })) ?? []).slice(0, next.count)) {
                await work.label(next.who, id, given.input.id, next.concept);
                const answer = await ask(next.who, {
                  action: "LABEL_SUBMIT",
                  label_submit_config: { task_assignments: [{ id: given.id }] },
                });
                if (answer !== undefined) submitted.add(given.id);
              }
            } else if (next.kind === "review") {
              const [chosen] = (await ask(next.who, { action: "REVIEW_START" })) ?? [];
              if (chosen === undefined) continue;
              await ask(next.who, {
                action: "REVIEW_APPROVE",
                review_approve_config: { task_assignments: [{ id: chosen.id }] },
              });
            } else {
              await work.service.idle();
              expect(await findBrokenRules(target, { isReviewChanged: true })).toEqual([]);
              await work.change(id, next.kind === "workers" ? { worker: next.worker } : { review: next.review });
            }
          }
          await work.service.idle();
          expect(await findBrokenRules(target, { isReviewChanged: true })).toEqual([]);
          const ids = [...submitted].map((assignment) => ({ id: assignment }));
          const again = { action: "LABEL_SUBMIT", label_submit_config: { task_assignments: ids } };
          if (ids.length > 0) {
            const kept = (await work.owner("PUT", `/tasks/${id}/assignments`, again)).body.task_assignments;
            expect(kept.filter(({ status }: Assignment) => status.code !== 54201)).toHaveLength(ids.length);
          }
          expect(work.errors).toEqual([]);
        } finally {
          await work.service.close();
        }
      }),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 5), endOnFailure: process.env["SHRINK"] === undefined },
    );
  }, 240_000);
});
