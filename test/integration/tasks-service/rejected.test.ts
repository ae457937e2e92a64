import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { partitioned } from "./open-service.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";

const manual = {
  strategy: "MANUAL",
  users: [{ id: "rita" }],
  manual_strategy_info: { sample_percentage: 1 },
};

describeOnBothEngines("an input whose labels were all rejected", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    work = await openWork(newTarget(), { inputs: 10 });
  });
  afterEach(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const inputIds = (list: readonly Assignment[]) => list.map(({ input }) => input.id);
  /** Labels the first of what a worker is given, and has it rejected. */
  const rejectOne = async (who: string, id: string): Promise<Assignment> => {
    const given = firstOf(await work.start(who, id));
    await work.answer(who, id, given, "cat");
    await work.review("rita", id, "reject", [given]);
    return given;
  };
  const figuresOf = async (id: string) => {
    const { work: worked, review } = await work.metrics(id);
    return [worked.inputs_count_estimated, review.inputs_count_estimated];
  };
  const statusOf = async (id: string) => (await work.owner("GET", `/tasks/${id}`)).body.task.status;

  it.each([
    ["FULL", { strategy: "FULL", workers: workers("ana", "ben") }],
    ["PARTITIONED", partitioned(1, ["ana", "ben"])],
    ["DYNAMIC", { strategy: "DYNAMIC", workers: workers("ana", "ben") }],
  ])("is labeled again by somebody else (%s), and done then", async (_strategy, worker) => {
    const id = await work.create({ worker, review: manual });
    const rejected = await rejectOne("ana", id);
    const between = await figuresOf(id);

    for (let round = 0; round < 2; round += 1) {
      for (const each of await work.start("ben", id)) await work.answer("ben", id, each, "dog");
    }
    const queue = await work.put("rita", id, { action: "REVIEW_START" });
    const again = queue.filter(({ input }) => input.id === rejected.input.id);
    await work.review("rita", id, "approve", again);

    expect(between).toEqual([0, 0]);
    expect(again.map(({ worker: { user } }) => user.id)).toEqual(["ben"]);
    expect((await figuresOf(id))[1]).toBe(1);
    expect((await statusOf(id)).details).toBeUndefined();
  });

  it.each([
    ["FULL", { strategy: "FULL", workers: workers("ana") }, { strategy: "FULL", workers: workers("ana", "cleo") }],
    ["PARTITIONED", partitioned(1, ["ana"]), partitioned(1, ["ana", "cleo"])],
    [
      "DYNAMIC",
      { strategy: "DYNAMIC", workers: workers("ana") },
      { strategy: "DYNAMIC", workers: workers("ana", "cleo") },
    ],
  ])("waits for the lead where nobody is left, who adds a worker (%s)", async (_strategy, before, after) => {
    const id = await work.create({ worker: before, review: manual });
    const rejected = await rejectOne("ana", id);
    const waiting = await statusOf(id);
    const figures = await figuresOf(id);

    await work.change(id, { worker: after });
    await work.service.idle();

    const given = await work.start("cleo", id);
    expect(waiting).toMatchObject({ code: 54001, details: expect.stringContaining("1 input waits for you") });
    expect(figures).toEqual([0, 0]);
    expect((await statusOf(id)).details).toBeUndefined();
    expect(inputIds(given)).toContain(rejected.input.id);
  });

  it("is asked of as many others as the first time", async () => {
    const id = await work.create({ worker: partitioned(2, ["ana", "ben", "cleo", "ron"]), review: manual });
    const given = firstOf(await work.start("ana", id));
    await work.answer("ana", id, given, "cat");
    const holders = async () =>
      (
        await Promise.all(
          ["ana", "ben", "cleo", "ron"].map(async (who) => [who, inputIds(await work.start(who, id))] as const),
        )
      ).flatMap(([who, inputs]) => (inputs.includes(given.input.id) ? [who] : []));
    const [other = ""] = await holders();
    const theirs = (await work.start(other, id)).filter(({ input }) => input.id === given.input.id);
    await work.answer(other, id, firstOf(theirs), "dog");

    await work.review("rita", id, "reject", [given]);
    const afterOne = await holders();
    await work.review("rita", id, "reject", theirs);

    expect(afterOne).toEqual([]);
    expect(await holders()).toEqual(["ana", "ben", "cleo", "ron"].filter((who) => who !== "ana" && who !== other));
  });

  it("is done where an earlier rule has approved another label of it", async () => {
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana", "ben") } });
    await work.answer("ben", id, firstOf(await work.start("ben", id)), "cat");
    await work.change(id, { review: manual });

    await rejectOne("ana", id);

    expect(await figuresOf(id)).toEqual([1, 1]);
  });

  it("is no reviewer's any more when there is no review", async () => {
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana", "ben") }, review: manual });
    const rejected = await rejectOne("ana", id);

    await work.change(id, { review: { strategy: "NONE" } });
    const bens = (await work.start("ben", id)).filter(({ input }) => input.id === rejected.input.id);
    const [submitted] = await work.answer("ben", id, firstOf(bens), "dog");

    expect(submitted?.status.code).toBe(54200);
    expect(await figuresOf(id)).toEqual([1, 1]);
  });
});
