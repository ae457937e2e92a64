import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { partitioned } from "./open-service.ts";
import { firstOf, openWork, workers } from "./open-work.ts";

describeOnBothEngines("a task whose worker or reviewer is no collaborator any more", (newTarget) => {
  let target: DatabaseTarget;
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    target = newTarget();
    work = await openWork(target, { inputs: 40 });
  });
  afterEach(async () => {
    expect(await findBrokenRules(target, { isReviewChanged: true })).toEqual([]);
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const remove = async (...ids: string[]) => {
    const { http } = await work.owner("DELETE", "/collaborators", { collaborator_ids: ids });
    expect(http).toBe(200);
    await work.service.idle();
  };
  const totalsOf = async (id: string) =>
    Object.fromEntries(
      Object.entries(await work.counts(id)).map(([who, { pending, success }]) => [who, [pending, success]]),
    );

  it("can be changed, with them and without them; somebody who never was on it cannot come", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await remove("ben", "cleo");

    await work.change(id, { name: "Renamed" });
    await work.change(id, { worker: partitioned(1, ["ana", "ben"], { ana: 3, ben: 1 }) });
    const now = (await work.owner("GET", `/tasks/${id}`)).body.task;
    const refused = await work.owner("PATCH", "/tasks", {
      action: "overwrite",
      tasks: [{ ...now, worker: partitioned(1, ["ana", "ben", "cleo"]) }],
    });
    const asReviewer = await work.owner("PATCH", "/tasks", {
      action: "overwrite",
      tasks: [{ ...now, review: { strategy: "MANUAL", users: [{ id: "ben" }] } }],
    });
    await work.change(id, { worker: partitioned(1, ["ana", "rita"]) });

    expect(now.name).toBe("Renamed");
    expect(now.worker.users.map((user: { id: string }) => user.id)).toEqual(["ana", "ben"]);
    expect([refused.http, asReviewer.http]).toEqual([400, 400]);
    expect(refused.body.status.details).toContain('"cleo"');
  });

  it("divides among the others what they have not done, and keeps what they have", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben", "cleo"], { ana: 2, ben: 1, cleo: 1 }) });
    await work.submit("cleo", id, (await work.start("cleo", id)).slice(0, 4));

    await remove("cleo");

    expect(await totalsOf(id)).toEqual({ ana: [24, 0], ben: [12, 0], cleo: [0, 4] });
    expect((await work.metrics(id)).work.inputs_count_estimated).toBe(4);
  });

  it("keeps the finished work of whoever leaves the task in its counts", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await work.answer("ben", id, firstOf(await work.start("ben", id)), "cat");
    await remove("ben");

    await work.change(id, { worker: partitioned(1, ["ana"]) });
    const labels = (await work.owner("GET", `/tasks/${id}/annotations/count`)).body.counts;

    expect(await totalsOf(id)).toEqual({ ana: [39, 0], ben: [0, 1] });
    expect(labels.map((each: { user_id: string; success: number }) => [each.user_id, each.success])).toEqual([
      ["ana", 0],
      ["ben", 1],
    ]);
  });

  it("gives DYNAMIC inputs to whoever asks next", async () => {
    const id = await work.create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
    await work.start("ben", id);

    await remove("ben");
    let total = 0;
    for (let round = 0; round < 4; round += 1) {
      total += (await work.submit("ana", id, await work.start("ana", id))).length;
    }

    expect(total).toBe(40);
  });

  it("does not wait for their label", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    for (const [who, concept] of [
      ["ana", "cat"],
      ["ben", "dog"],
    ] as const) {
      await work.answer(who, id, firstOf(await work.start(who, id)), concept);
    }
    const waiting = (await work.counts(id))["ana"];

    await remove("cleo");

    expect(waiting).toMatchObject({ awaiting_consensus_review: 1 });
    expect((await work.counts(id))["ana"]).toMatchObject({ awaiting_consensus_review: 0, awaiting_review: 1 });
    expect((await work.counts(id))["cleo"]).toMatchObject({ pending: 0 });
  });

  it("gives their review to the others", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: {
        strategy: "MANUAL",
        users: [{ id: "rita" }, { id: "ron" }],
        manual_strategy_info: { sample_percentage: 1 },
      },
    });
    await work.submit("ana", id, await work.start("ana", id));

    await remove("rita");

    expect(await work.put("ron", id, { action: "REVIEW_START" })).toHaveLength(10);
  });

  it("has them again when they come back", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    await remove("ben");
    const without = await totalsOf(id);

    await work.owner("POST", "/collaborators", { collaborators: [{ user: { id: "ben" } }] });
    await work.service.idle();

    expect(without).toEqual({ ana: [40, 0], ben: [0, 0] });
    expect(await totalsOf(id)).toEqual({ ana: [20, 0], ben: [20, 0] });
  });
});

describeOnBothEngines("a collaborator who is removed in the midst of a division", (newTarget) => {
  it("gets nothing of it, and loses nothing that the others need", async () => {
    const target = newTarget();
    const work = await openWork(target, { inputs: 200, batches: { inRequest: 1, inBackground: 10 } });
    const id = await work.create({ worker: partitioned(2, ["ana", "ben", "cleo"]) });

    await work.owner("DELETE", "/collaborators", { collaborator_ids: ["cleo"] });
    await work.service.idle();
    const without = await work.counts(id);
    await work.change(id, { worker: partitioned(1, ["ana", "ben", "cleo"], { ana: 1, ben: 3, cleo: 1 }) });
    await work.owner("POST", "/collaborators", { collaborators: [{ user: { id: "cleo" } }] });
    await work.service.idle();

    expect([without["ana"].pending, without["ben"].pending, without["cleo"].pending]).toEqual([200, 200, 0]);
    const counts = await work.counts(id);
    expect([counts["ana"].pending, counts["ben"].pending, counts["cleo"].pending]).toEqual([40, 120, 40]);
    expect(await findBrokenRules(target)).toEqual([]);
    expect(work.errors).toEqual([]);
    await work.service.close();
  });
});
