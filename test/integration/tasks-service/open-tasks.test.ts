import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { openWork } from "./open-work.ts";

describeOnBothEngines("a task that names no workers", (newTarget) => {
  let target: DatabaseTarget;
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    target = newTarget();
    work = await openWork(target, { inputs: 10 });
    await work.owner("POST", "/inputs", {
      inputs: [{ id: "photo", data: { image: { url: "https://example.com/a.png" } } }],
    });
  });
  afterEach(async () => {
    expect(await findBrokenRules(target)).toEqual([]);
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const users = [{ id: "rita" }];
  const manual = { strategy: "MANUAL", users, manual_strategy_info: { sample_percentage: 1 } };
  const consensus = {
    strategy: "CONSENSUS",
    users,
    consensus_strategy_info: { approval_threshold_labelers: 2 },
  };
  const figuresOf = async (id: string) => {
    const { work: worked, review } = await work.metrics(id);
    return [worked.inputs_count_estimated, review.inputs_count_estimated];
  };

  it.each([
    ["NONE", { strategy: "NONE" }, 24150, [1, 1]],
    ["MANUAL", manual, 24157, [1, 0]],
    ["CONSENSUS", consensus, 24159, [1, 0]],
  ])("takes the labels of whoever may read it, and they count at once (%s)", async (_rule, review, code, figures) => {
    const id = await work.create({ worker: {}, review });

    const { http, body } = await work.label("ana", id, "input-3", "cat");

    expect([http, body.annotations[0].status.code]).toEqual([200, code]);
    expect(await figuresOf(id)).toEqual(figures);
    expect(Object.keys(await work.counts(id))).toEqual(["ana"]);
  });

  it("says how to work on it to somebody who asks for inputs", async () => {
    const id = await work.create({ worker: {} });

    const { http, body } = await work.as("ana")("PUT", `/tasks/${id}/assignments`, { action: "LABEL_START" });

    expect([http, body.status.code]).toEqual([403, 54103]);
    expect(body.status.details).toContain("task_id");
  });

  it("lets a label grow, change and go until it is decided", async () => {
    const id = await work.create({ type: "BOUNDING_BOX_DETECTION", worker: {}, review: manual });
    const box = (left_col: number) => ({
      region_info: { bounding_box: { top_row: 0.1, left_col, bottom_row: 0.5, right_col: left_col + 0.1 } },
      data: { concepts: [{ id: "cat", value: 1 }] },
    });
    const post = (left: number) =>
      work.as("ana")("POST", "/annotations", {
        annotations: [{ input_id: "photo", task_id: id, data: { regions: [box(left)] } }],
      });
    const [first, second] = [(await post(0.1)).body.annotations[0], (await post(0.3)).body.annotations[0]];

    const patched = await work.as("ana")("PATCH", "/annotations", {
      action: "overwrite",
      annotations: [{ id: first.id, data: { regions: [box(0.5)] } }],
    });
    const removed = await work.as("ana")("DELETE", "/annotations", { ids: [second.id] });
    const queue = await work.put("rita", id, { action: "REVIEW_START" });
    await work.review("rita", id, "approve", queue);
    const late = await post(0.7);
    const lateChange = await work.as("ana")("DELETE", "/annotations", { ids: [first.id] });

    expect([patched.http, removed.http, queue.length]).toEqual([200, 200, 1]);
    expect(patched.body.annotations[0].status.code).toBe(24157);
    expect([late.http, lateChange.http]).toEqual([403, 403]);
    expect(await figuresOf(id)).toEqual([1, 1]);
  });

  it("forgets an input of which nothing is said any more", async () => {
    const id = await work.create({ worker: {} });
    const { body } = await work.label("ana", id, "input-0", "cat");
    await work.label("ben", id, "input-0", "cat");
    const both = await figuresOf(id);

    await work.as("ana")("DELETE", "/annotations", { ids: [body.annotations[0].id] });
    const one = await figuresOf(id);
    const bens = (await work.annotations(id))[0];
    await work.as("ben")("DELETE", "/annotations", { ids: [bens.id] });

    expect([both, one, await figuresOf(id)]).toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
  });

  it("is decided by as many labelers as must agree, and by the reviewers where they do not", async () => {
    const id = await work.create({ worker: {}, review: consensus });

    await work.label("ana", id, "input-0", "cat");
    const alike = await work.label("ben", id, "input-0", "cat");
    await work.label("ana", id, "input-1", "cat");
    const unlike = await work.label("ben", id, "input-1", "dog");

    expect([alike, unlike].map(({ body }) => body.annotations[0].status.code)).toEqual([24150, 24157]);
    expect(await figuresOf(id)).toEqual([2, 1]);
  });

  it("asks for another label of what was rejected", async () => {
    const id = await work.create({ worker: {}, review: manual });
    await work.label("ana", id, "input-0", "cat");
    const queue = await work.put("rita", id, { action: "REVIEW_START" });
    await work.review("rita", id, "reject", queue);
    const rejected = await figuresOf(id);

    const again = await work.label("ben", id, "input-0", "dog");
    const same = await work.label("ana", id, "input-0", "dog");

    expect(rejected).toEqual([0, 0]);
    expect([again.http, same.http]).toEqual([200, 403]);
    expect((await work.owner("GET", `/tasks/${id}`)).body.task.status.details).toBeUndefined();
  });

  it("is not touched by strangers, and knows its inputs", async () => {
    const id = await work.create({ worker: {} });
    await work.owner("POST", "/inputs", { inputs: [{ id: "late", data: { text: { raw: "late" } } }] });

    expect((await work.label("ana", id, "late", "cat")).http).toBe(403);
  });
});
