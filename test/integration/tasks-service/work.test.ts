import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { type Client, clientOf, LONG, openService, partitioned, seed, task } from "./open-service.ts";

type Assignment = { id: string; status: { code: number }; input: { id: string }; worker: { user: { id: string } } };

describeOnBothEngines("work and review", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  const people: Record<string, Client> = {};
  beforeEach(async () => {
    opened = await openService(newTarget());
    owner = opened.owner;
    await seed(owner, { inputs: 25 });
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "rita" } }, { user: { id: "ron" } }] });
    for (const id of ["ana", "ben", "cleo", "rita", "ron"]) {
      const { key } = await opened.service.ensureOwner(id);
      people[id] = clientOf(opened.service, key);
    }
  });
  afterEach(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  const as = (id: string): Client => people[id] ?? owner;
  const create = async (change: Record<string, unknown> = {}) => {
    const { body } = await owner("POST", "/tasks", { tasks: [task(change)] });
    expect(body.status.details).toBeUndefined();
    return body.tasks[0].id as string;
  };
  const workers = (...ids: string[]) => ids.map((id) => ({ user: { id } }));
  const put = async (who: string, id: string, body: Record<string, unknown>) => {
    const answer = await as(who)("PUT", `${LONG}/tasks/${id}/assignments`, body);
    expect(answer.body.status.details).toBeUndefined();
    return answer.body.task_assignments as Assignment[];
  };
  const start = (who: string, id: string) => put(who, id, { action: "LABEL_START" });
  const submit = (who: string, id: string, list: readonly Assignment[]) =>
    put(who, id, {
      action: "LABEL_SUBMIT",
      label_submit_config: { task_assignments: list.map((each) => ({ id: each.id })) },
    });
  const review = (who: string, id: string, verdict: string, list: readonly Assignment[]) =>
    put(who, id, {
      action: `REVIEW_${verdict.toUpperCase()}`,
      [`review_${verdict}_config`]: { task_assignments: list.map((each) => ({ id: each.id })) },
    });
  const label = (who: string, id: string, inputId: string, concept: string) =>
    as(who)("POST", "/annotations", {
      annotations: [{ input_id: inputId, task_id: id, data: { concepts: [{ id: concept, value: 1 }] } }],
    });
  const codes = (list: readonly Assignment[]) => list.map(({ status }) => status.code);
  const inputIds = (list: readonly Assignment[]) => list.map(({ input }) => input.id);
  const counts = async (id: string, who: string) =>
    (await owner("GET", `/tasks/${id}/inputs/count?user_ids=${who}`)).body.counts[0];
  const metrics = async (id: string) => (await owner("GET", `/tasks/${id}?additional_fields=all`)).body.task.metrics;
  const annotations = async (id: string, query = "") =>
    (await owner("GET", `/annotations?task_id=${id}${query}`)).body.annotations;

  it("gives ten inputs at a time, the same until they are submitted, then the next", async () => {
    const id = await create();

    const first = await start("ana", id);
    const again = await start("ana", id);
    await submit("ana", id, first);
    const second = await start("ana", id);
    await submit("ana", id, second);
    const third = await start("ana", id);
    await submit("ana", id, third);
    const none = await start("ana", id);

    expect(first).toHaveLength(10);
    expect(again).toEqual(first);
    expect([second.length, third.length, none.length]).toEqual([10, 5, 0]);
    expect(new Set(inputIds([...first, ...second, ...third])).size).toBe(25);
    expect(await counts(id, "ana")).toMatchObject({ pending: 0, success: 25 });
    expect(await counts(id, "ben")).toMatchObject({ pending: 25, success: 0 });
  });

  it("marks what is submitted by the review of the task, and a repeat changes nothing", async () => {
    const statuses: number[] = [];
    for (const rule of [
      { strategy: "NONE" },
      { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
      { strategy: "CONSENSUS", users: [{ id: "rita" }], consensus_strategy_info: { approval_threshold_labelers: 2 } },
    ]) {
      const id = await create({ review: rule });
      const [given] = await start("ana", id);
      if (given === undefined) throw new Error("nothing was given");
      await label("ana", id, given.input.id, "cat");
      const [done] = await submit("ana", id, [given]);
      const repeated = await submit("ana", id, [given]);
      expect(repeated).toEqual([done]);
      statuses.push(done?.status.code ?? 0, (await annotations(id))[0].status.code);
    }

    expect(statuses).toEqual([54200, 24150, 54202, 24157, 54203, 24159]);
  });

  it("lets a worker touch nothing but their own pending assignments", async () => {
    const id = await create({ worker: partitioned(1, ["ana", "ben"]) });
    const [mine] = await start("ana", id);
    const [theirs] = await start("ben", id);
    if (mine === undefined || theirs === undefined) throw new Error("nothing was given");
    const steal = { action: "LABEL_SUBMIT", label_submit_config: { task_assignments: [{ id: theirs.id }] } };

    const stolen = await as("ana")("PUT", `/tasks/${id}/assignments`, steal);
    const labeled = await label("ana", id, theirs.input.id, "cat");
    const forBen = await as("ana")("POST", "/annotations", {
      annotations: [{ input_id: theirs.input.id, task_id: id, user_id: "ben", data: {} }],
    });
    const stranger = await as("cleo")("PUT", `/tasks/${id}/assignments`, { action: "LABEL_START" });
    const reviewer = await as("ana")("PUT", `/tasks/${id}/assignments`, { action: "REVIEW_START" });
    const byOwner = await owner("POST", "/annotations", {
      annotations: [
        { input_id: theirs.input.id, task_id: id, user_id: "ben", data: { concepts: [{ id: "dog", value: 1 }] } },
      ],
    });
    await submit("ana", id, [mine]);
    const late = await label("ana", id, mine.input.id, "cat");

    for (const refused of [stolen, labeled, forBen, stranger, reviewer, late]) expect(refused.http).toBe(403);
    expect(byOwner.body.annotations[0]).toMatchObject({
      user_id: "ben",
      worker: { user: { id: "ben" } },
      status: { code: 24151 },
    });
  });

  it.each([
    ["a concept that the task does not have", { concepts: [{ id: "unicorn", value: 1 }] }],
    ["a value between yes and no", { concepts: [{ id: "cat", value: 0.5 }] }],
    [
      "regions in a classification",
      { regions: [{ region_info: { bounding_box: {} }, data: { concepts: [{ id: "cat" }] } }] },
    ],
    ["frames of what is no video", { frames: [{ frame_info: { time: 0 }, data: { concepts: [{ id: "cat" }] } }] }],
    ["what is no label", { text: { raw: "cat" } }],
  ])("refuses %s", async (_what, data) => {
    const id = await create();
    const { http, body } = await as("ana")("POST", "/annotations", {
      annotations: [{ input_id: "input-0", task_id: id, data }],
    });

    expect([http, body.status.code]).toEqual([400, 24155]);
  });

  it("checks boxes, polygons and frames against the task and the input", async () => {
    await owner("POST", "/inputs", {
      inputs: [
        { id: "photo", data: { image: { url: "https://example.com/a.png" } } },
        { id: "film", data: { video: { url: "https://example.com/a.mp4" } } },
      ],
    });
    const boxes = await create({ type: "BOUNDING_BOX_DETECTION", sample_ms: 500 });
    const polygons = await create({ type: "POLYGON_DETECTION" });
    const box = (top_row: number, left_col: number, bottom_row: number, right_col: number) => ({
      region_info: { bounding_box: { top_row, left_col, bottom_row, right_col } },
      data: { concepts: [{ id: "cat", value: 1 }] },
    });
    const polygon = (...points: [number, number][]) => ({
      region_info: { polygon: { points: points.map(([row, col]) => ({ row, col })) } },
      data: { concepts: [{ id: "cat", value: 1 }] },
    });
    const post = async (id: string, input_id: string, data: Record<string, unknown>) =>
      (await as("ana")("POST", "/annotations", { annotations: [{ input_id, task_id: id, data }] })).http;

    expect(await post(boxes, "photo", { regions: [box(0, 0, 0.5, 1)] })).toBe(200);
    expect(await post(boxes, "photo", { regions: [box(0, 0, 0.5, 1.01)] })).toBe(400);
    expect(await post(boxes, "photo", { regions: [box(0.5, 0, 0.5, 1)] })).toBe(400);
    expect(await post(boxes, "photo", { concepts: [{ id: "cat", value: 1 }] })).toBe(400);
    expect(await post(boxes, "input-1", { regions: [box(0, 0, 0.5, 1)] })).toBe(400);
    expect(
      await post(boxes, "film", { frames: [{ frame_info: { time: 1000 }, data: { regions: [box(0, 0, 1, 1)] } }] }),
    ).toBe(200);
    expect(
      await post(boxes, "film", { frames: [{ frame_info: { time: 750 }, data: { regions: [box(0, 0, 1, 1)] } }] }),
    ).toBe(400);
    expect(await post(polygons, "photo", { regions: [polygon([0, 0], [0, 1], [1, 1])] })).toBe(200);
    expect(await post(polygons, "photo", { regions: [polygon([0, 0], [1, 1])] })).toBe(400);
    expect(await post(polygons, "photo", { regions: [polygon([0, 0], [1, 1], [0, 1], [1, 0])] })).toBe(400);
    expect(await post(polygons, "photo", { regions: [box(0, 0, 1, 1)] })).toBe(400);
  });

  it("hands out DYNAMIC inputs once, and takes back what is not submitted in time", async () => {
    const id = await create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });

    const [ana, ben] = await Promise.all([start("ana", id), start("ben", id)]);
    const rest = await submit("ana", id, ana).then(() => start("ana", id));
    await submit("ana", id, rest);
    const none = await start("ana", id);
    opened.clock.at = new Date(opened.clock.at.getTime() + 3_600_001);
    const returned = await start("ana", id);
    const gone = await as("ben")("PUT", `/tasks/${id}/assignments`, {
      action: "LABEL_SUBMIT",
      label_submit_config: { task_assignments: [{ id: ben[0]?.id }] },
    });

    expect(new Set(inputIds([...ana, ...ben])).size).toBe(20);
    expect([rest.length, none.length]).toEqual([5, 0]);
    expect(inputIds(returned).sort()).toEqual(inputIds(ben).sort());
    expect([gone.http, gone.body.status.code]).toEqual([409, 54100]);
  });

  it("gives a DYNAMIC input to as many workers as must agree, and no more", async () => {
    const id = await create({
      worker: { strategy: "DYNAMIC", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const had = new Map<string, number>();
    for (let round = 0; round < 4; round += 1) {
      for (const who of ["ana", "ben", "cleo"]) {
        const given = await start(who, id);
        for (const input of inputIds(given)) had.set(input, (had.get(input) ?? 0) + 1);
        if (given.length > 0) await submit(who, id, given);
      }
    }

    expect([had.size, ...new Set(had.values())]).toEqual([25, 2]);
  });

  it("approves by itself what enough labelers label alike, and rejects who does not agree", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const said = { ana: "cat", cleo: "dog", ben: "cat" };
    for (const [who, concept] of Object.entries(said)) {
      const [given] = await start(who, id);
      if (given === undefined) throw new Error("nothing was given");
      await label(who, id, given.input.id, concept);
      await submit(who, id, [given]);
    }

    const found = await annotations(id);
    const byUser = Object.fromEntries(
      found.map((each: { user_id: string; status: { code: number } }) => [each.user_id, each.status.code]),
    );
    expect(byUser).toEqual({ ana: 24150, ben: 24150, cleo: 24158 });
    expect(found.filter((each: { consensus_info?: { kept: boolean } }) => each.consensus_info?.kept)).toHaveLength(1);
    expect(await counts(id, "cleo")).toMatchObject({ review_denied: 1, success: 0 });
    expect(await metrics(id)).toMatchObject({
      work: { inputs_count_estimated: 1, inputs_percent_estimated: 4 },
      review: { inputs_count_estimated: 1, inputs_reviewable_count_estimated_per_reviewer: [24] },
    });
  });

  it("sends to the reviewers what labelers do not agree on, and a reviewer's choice becomes the result", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 3 },
      },
    });
    const said = { ana: "cat", ben: "dog" };
    for (const [who, concept] of Object.entries(said)) {
      const [given] = await start(who, id);
      if (given === undefined) throw new Error("nothing was given");
      await label(who, id, given.input.id, concept);
      await submit(who, id, [given]);
    }
    const queue = await put("rita", id, { action: "REVIEW_START" });
    const choice = queue.filter(({ worker }) => worker.user.id === "ben");

    const chosen = await review("rita", id, "approve", choice);
    const again = await review("rita", id, "approve", queue);
    const [late] = await start("cleo", id);
    if (late === undefined) throw new Error("nothing was given");
    await label("cleo", id, late.input.id, "dog");
    const taken = await submit("cleo", id, [late]);

    expect(codes(queue)).toEqual([54202, 54202]);
    expect(codes(chosen)).toEqual([54200]);
    expect(Object.fromEntries(again.map(({ worker, status }) => [worker.user.id, status.code]))).toEqual({
      ana: 54204,
      ben: 54200,
    });
    expect(codes(taken)).toEqual([54200]);
    expect(await put("rita", id, { action: "REVIEW_START" })).toEqual([]);
  });

  it("reviews the sample and no more, split among the reviewers", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: {
        strategy: "MANUAL",
        users: [{ id: "rita" }, { id: "ron" }],
        manual_strategy_info: { sample_percentage: 0.5 },
      },
    });
    const given: Assignment[] = [];
    for (let round = 0; round < 3; round += 1) given.push(...(await submit("ana", id, await start("ana", id))));

    const rita = await put("rita", id, { action: "REVIEW_START" });
    const ron = await put("ron", id, { action: "REVIEW_START" });
    const awaiting = codes(given).filter((code) => code === 54202).length;
    const before = await metrics(id);
    await review("rita", id, "approve", rita);
    const after = await metrics(id);

    expect(awaiting).toBeGreaterThan(3);
    expect(awaiting).toBeLessThan(22);
    expect(codes(given).filter((code) => code === 54200)).toHaveLength(25 - awaiting);
    expect(Math.abs(rita.length - ron.length)).toBeLessThanOrEqual(1);
    expect(rita.length + ron.length).toBe(awaiting);
    expect(before.review.inputs_reviewable_count_estimated_per_reviewer).toEqual([rita.length, ron.length]);
    expect(after.review.inputs_percent_estimated_per_reviewer).toEqual([100, 0]);
    expect(after.review.inputs_count_estimated).toBe(25 - ron.length);
  });

  it("waits for all reviewers where all must approve, and takes one rejection as final", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }, { id: "ron" }],
        consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: -1 },
      },
    });
    const submitted = await submit("ana", id, await start("ana", id));
    const [first, second, third] = submitted;
    if (first === undefined || second === undefined || third === undefined) throw new Error("nothing was given");

    const half = await review("rita", id, "approve", [first, second]);
    const full = await review("ron", id, "approve", [first]);
    const denied = await review("ron", id, "reject", [second, third]);
    const tooLate = await review("rita", id, "approve", [third]);

    expect(codes(half)).toEqual([54202, 54202]);
    expect(codes(full)).toEqual([54200]);
    expect(codes(denied)).toEqual([54204, 54204]);
    expect(codes(tooLate)).toEqual([54204]);
    expect((await metrics(id)).review).toEqual({
      inputs_count_estimated: 3,
      inputs_percent_estimated: 12,
      inputs_count_estimated_per_reviewer: [2, 3],
      inputs_reviewable_count_estimated_per_reviewer: [24, 25],
      inputs_percent_estimated_per_reviewer: [8, 12],
    });
  });

  it("sends a label back for changes: work and review of the input start over", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    const [given] = await start("ana", id);
    if (given === undefined) throw new Error("nothing was given");
    await label("ana", id, given.input.id, "cat");
    await submit("ana", id, [given]);

    const back = await review("rita", id, "request_changes", [given]);
    const between = await metrics(id);
    const [made] = await annotations(id);
    const again = await start("ana", id);
    const patched = await as("ana")("PATCH", "/annotations", {
      action: "overwrite",
      annotations: [{ id: made.id, data: { concepts: [{ id: "dog", value: 1 }] } }],
    });
    await submit("ana", id, [given]);
    const done = await review("rita", id, "approve", [given]);

    expect(codes(back)).toEqual([54201]);
    expect(made.status.code).toBe(24151);
    expect(between.work.inputs_count_estimated).toBe(0);
    expect(inputIds(again)).toContain(given.input.id);
    expect(patched.body.annotations[0].data.concepts[0].id).toBe("dog");
    expect(codes(done)).toEqual([54200]);
    expect((await owner("GET", `/tasks/${id}/annotations/count`)).body.counts[0]).toMatchObject({
      success: 1,
      pending: 0,
    });
  });

  it("reviews all the work of a worker at once", async () => {
    const id = await create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    await submit("ana", id, await start("ana", id));
    await submit("ana", id, await start("ana", id));
    await submit("ben", id, await start("ben", id));

    const approved = await put("rita", id, {
      action: "REVIEW_APPROVE",
      review_approve_config: { workers: workers("ana") },
    });

    expect(approved).toHaveLength(20);
    expect(new Set(codes(approved))).toEqual(new Set([54200]));
    expect(await counts(id, "ben")).toMatchObject({ success: 10, awaiting_review: 0 });
  });

  it("takes the deprecated forms of asking for and submitting inputs", async () => {
    const id = await create();
    const { body } = await as("ana")("GET", `/tasks/${id}/assignments`);
    const done = await put("ana", id, { input_id: body.inputs[0].id });

    expect(body.inputs).toHaveLength(10);
    expect(codes(done)).toEqual([54200]);
  });
});
