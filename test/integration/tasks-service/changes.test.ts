import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { partitioned } from "./open-service.ts";
import { firstOf, openWork, workers } from "./open-work.ts";

describeOnBothEngines("changing a task that is being worked on", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    work = await openWork(newTarget(), { inputs: 40 });
  });
  afterEach(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const totalsOf = async (id: string) => {
    const counts = await work.counts(id);
    return Object.fromEntries(Object.entries(counts).map(([who, each]) => [who, [each.pending, each.success]]));
  };

  it("keeps what was submitted and comes to the new shares with the rest", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await work.submit("ana", id, await work.start("ana", id));

    await work.change(id, { worker: partitioned(1, ["ana", "ben", "cleo"], { ana: 1, ben: 2, cleo: 1 }) });

    expect(await totalsOf(id)).toEqual({ ana: [0, 10], ben: [20, 0], cleo: [10, 0] });
  });

  it("moves only what must move", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    const before = await work.start("ana", id);

    await work.change(id, { worker: partitioned(1, ["ana", "ben"], { ana: 9, ben: 1 }) });

    const after = await work.start("ana", id);
    expect(await totalsOf(id)).toEqual({ ana: [36, 0], ben: [4, 0] });
    expect(
      after.map(({ input }) => input.id).filter((input) => before.some((each) => each.input.id === input)).length,
    ).toBeGreaterThan(3);
  });

  it("leaves a partition's inputs with their workers when the task becomes FULL", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    const before = await work.start("ana", id);

    await work.change(id, { worker: { strategy: "FULL", workers: workers("ana", "cleo") } });

    expect(await work.start("ana", id)).toEqual(before);
    expect(await totalsOf(id)).toEqual({ ana: [40, 0], cleo: [40, 0] });
  });

  it("divides a large task anew in the background", async () => {
    await work.owner("POST", "/inputs", {
      inputs: Array.from({ length: 960 }, (_, index) => ({ id: `more-${index}`, data: { text: { raw: "more" } } })),
    });
    const id = await work.create({ worker: partitioned(3, ["ana", "ben", "cleo", "rita"]) });
    await work.service.idle();
    await work.submit("ana", id, await work.start("ana", id));

    await work.change(id, {
      worker: partitioned(3, ["ana", "ben", "cleo", "rita"], { ana: 1, ben: 1, cleo: 1, rita: 0.5 }),
    });
    await work.service.idle();

    const counts = await totalsOf(id);
    expect(counts["ana"]).toEqual([3000 / 3.5 - 10, 10].map(Math.round));
    expect(
      Object.values(counts)
        .flat()
        .reduce((sum, each) => sum + each, 0),
    ).toBe(3000);
    expect(Math.abs((counts["rita"]?.[0] ?? 0) - 1500 / 3.5)).toBeLessThan(1);
  });

  it("turns one strategy into another without losing work", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await work.submit("ana", id, await work.start("ana", id));

    await work.change(id, { worker: { strategy: "FULL", workers: workers("ana", "ben") } });
    const full = await totalsOf(id);
    await work.submit("ana", id, await work.start("ana", id));
    await work.change(id, { worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
    const rest = await work.start("ben", id);
    await work.submit("ben", id, rest);
    const last = await work.start("ben", id);

    expect(full).toEqual({ ana: [30, 10], ben: [40, 0] });
    expect([rest.length, last.length]).toEqual([10, 10]);
    expect(await totalsOf(id)).toEqual({ ana: [0, 20], ben: [10, 10] });
  });

  it("decides what waits when the rules change", async () => {
    const consensus = (labelers: number) => ({
      strategy: "CONSENSUS",
      users: [{ id: "rita" }],
      consensus_strategy_info: { approval_threshold_labelers: labelers },
    });
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: consensus(3),
    });
    for (const who of ["ana", "ben"]) await work.answer(who, id, firstOf(await work.start(who, id)), "cat");
    const waiting = await work.counts(id);

    await work.change(id, { review: consensus(2) });

    expect(waiting["ana"]).toMatchObject({ awaiting_consensus_review: 1, success: 0 });
    expect((await work.counts(id))["ana"]).toMatchObject({ awaiting_consensus_review: 0, success: 1 });
  });

  it("waits for no label that an earlier rule has approved", async () => {
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") } });
    await work.answer("ana", id, firstOf(await work.start("ana", id)), "cat");

    await work.change(id, {
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    await work.answer("ben", id, firstOf(await work.start("ben", id)), "cat");
    await work.answer("cleo", id, firstOf(await work.start("cleo", id)), "dog");

    const counts = await work.counts(id);
    expect([counts["ben"].awaiting_review, counts["cleo"].awaiting_review]).toEqual([1, 1]);
  });

  it("counts an input whose last waiting label was sent back, and whose worker has left", async () => {
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana", "ben") } });
    await work.answer("ana", id, firstOf(await work.start("ana", id)), "cat");
    await work.change(id, {
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    const bens = firstOf(await work.start("ben", id));
    await work.answer("ben", id, bens, "dog");
    const figures = async () => {
      const { work: worked, review } = await work.metrics(id);
      return [worked.inputs_count_estimated, review.inputs_count_estimated];
    };

    await work.review("rita", id, "request_changes", [bens]);
    const sentBack = await figures();
    await work.change(id, { worker: { strategy: "FULL", workers: workers("ana") } });

    expect([sentBack, await figures()]).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it("rejects what differs where those who stay had all approved", async () => {
    const review = (...ids: string[]) => ({
      strategy: "CONSENSUS",
      users: ids.map((id) => ({ id })),
      consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: -1 },
    });
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: review("rita", "ron"),
    });
    const given = firstOf(await work.start("ana", id));
    await work.answer("ana", id, given, "cat");
    await work.review("rita", id, "approve", [given]);
    await work.answer("ben", id, firstOf(await work.start("ben", id)), "dog");

    await work.change(id, { review: review("rita") });

    expect(await work.counts(id)).toMatchObject({ ana: { success: 1 }, ben: { review_denied: 1, awaiting_review: 0 } });
  });

  it("does not call done what a new rule has no label to judge of", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    const [anas, bens] = [firstOf(await work.start("ana", id)), firstOf(await work.start("ben", id))];
    await work.answer("ana", id, anas, "cat");
    await work.answer("ben", id, bens, "cat");
    await work.review("rita", id, "reject", [anas]);
    await work.review("rita", id, "request_changes", [bens]);

    await work.change(id, { review: { strategy: "NONE" } });
    const before = (await work.metrics(id)).review.inputs_count_estimated;
    await work.submit("ben", id, [bens]);

    expect([before, (await work.metrics(id)).review.inputs_count_estimated]).toEqual([0, 1]);
    expect((await work.counts(id))["ben"]).toMatchObject({ success: 1 });
  });

  it("gives the work of a reviewer who leaves to those who stay", async () => {
    const review = (...ids: string[]) => ({
      strategy: "MANUAL",
      users: ids.map((id) => ({ id })),
      manual_strategy_info: { sample_percentage: 1 },
    });
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: review("rita", "ron"),
    });
    await work.submit("ana", id, await work.start("ana", id));

    await work.change(id, { review: review("ron") });

    expect(await work.put("ron", id, { action: "REVIEW_START" })).toHaveLength(10);
    expect((await work.metrics(id)).review.inputs_reviewable_count_estimated_per_reviewer).toEqual([40]);
  });

  it("measures how far workers agree, whatever the review has decided", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    // Cohen's table: both cat 3, ana cat and ben dog 1, both dog 2. Observed 5/6, by chance (4·3 + 2·3)/36 = 1/2: κ = 2/3.
    const said = { ana: ["cat", "cat", "cat", "cat", "dog", "dog"], ben: ["cat", "cat", "cat", "dog", "dog", "dog"] };
    for (const [who, concepts] of Object.entries(said)) {
      const given = await work.start(who, id);
      for (const [index, concept] of concepts.entries())
        await work.answer(who, id, firstOf(given.slice(index)), concept);
    }

    const { body } = await work.owner("GET", `/tasks/${id}/agreement`);

    expect(body.agreement.items).toBe(6);
    expect(body.agreement.cohen_kappa).toEqual([
      { user_ids: ["ana", "ben"], value: expect.closeTo(2 / 3, 9), items: 6 },
    ]);
    expect(body.agreement.worst_items).toEqual([{ input_id: "input-3", agreement: 0, labels: 2 }]);
    expect(body.agreement.concepts.map(({ id: concept }: { id: string }) => concept)).toEqual(["cat", "dog"]);
  });
});
