import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { partitioned, task } from "./open-service.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";

describeOnBothEngines("work and review", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    work = await openWork(newTarget(), { inputs: 25 });
  });
  afterEach(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const codes = (list: readonly Assignment[]) => list.map(({ status }) => status.code);
  const inputIds = (list: readonly Assignment[]) => list.map(({ input }) => input.id);
  const countsOf = async (id: string, who: string) => (await work.counts(id))[who];

  it("gives ten inputs at a time, the same until they are submitted, then the next", async () => {
    const id = await work.create();

    const first = await work.start("ana", id);
    const again = await work.start("ana", id);
    await work.submit("ana", id, first);
    const second = await work.start("ana", id);
    await work.submit("ana", id, second);
    const third = await work.start("ana", id);
    await work.submit("ana", id, third);
    const none = await work.start("ana", id);

    expect(first).toHaveLength(10);
    expect(again).toEqual(first);
    expect([second.length, third.length, none.length]).toEqual([10, 5, 0]);
    expect(new Set(inputIds([...first, ...second, ...third])).size).toBe(25);
    expect(await countsOf(id, "ana")).toMatchObject({ pending: 0, success: 25 });
    expect(await countsOf(id, "ben")).toMatchObject({ pending: 25, success: 0 });
  });

  it("marks what is submitted by the review of the task, and a repeat changes nothing", async () => {
    const statuses: number[] = [];
    for (const rule of [
      { strategy: "NONE" },
      { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
      { strategy: "CONSENSUS", users: [{ id: "rita" }], consensus_strategy_info: { approval_threshold_labelers: 2 } },
    ]) {
      const id = await work.create({ review: rule });
      const [given] = await work.start("ana", id);
      if (given === undefined) throw new Error("nothing was given");
      await work.label("ana", id, given.input.id, "cat");
      const [done] = await work.submit("ana", id, [given]);
      const repeated = await work.submit("ana", id, [given]);
      expect(repeated).toEqual([done]);
      statuses.push(done?.status.code ?? 0, (await work.annotations(id))[0].status.code);
    }

    expect(statuses).toEqual([54200, 24150, 54202, 24157, 54203, 24159]);
  });

  it("lets a worker touch nothing but their own pending assignments", async () => {
    const id = await work.create({ worker: partitioned(1, ["ana", "ben"]) });
    const [mine] = await work.start("ana", id);
    const [theirs] = await work.start("ben", id);
    if (mine === undefined || theirs === undefined) throw new Error("nothing was given");
    const steal = { action: "LABEL_SUBMIT", label_submit_config: { task_assignments: [{ id: theirs.id }] } };

    const stolen = await work.as("ana")("PUT", `/tasks/${id}/assignments`, steal);
    const labeled = await work.label("ana", id, theirs.input.id, "cat");
    const forBen = await work.as("ana")("POST", "/annotations", {
      annotations: [{ input_id: theirs.input.id, task_id: id, user_id: "ben", data: {} }],
    });
    const stranger = await work.as("cleo")("PUT", `/tasks/${id}/assignments`, { action: "LABEL_START" });
    const reviewer = await work.as("ana")("PUT", `/tasks/${id}/assignments`, { action: "REVIEW_START" });
    const byOwner = await work.owner("POST", "/annotations", {
      annotations: [
        { input_id: theirs.input.id, task_id: id, user_id: "ben", data: { concepts: [{ id: "dog", value: 1 }] } },
      ],
    });
    await work.submit("ana", id, [mine]);
    const late = await work.label("ana", id, mine.input.id, "cat");

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
      "a concept both ways",
      {
        concepts: [
          { id: "cat", value: 1 },
          { id: "cat", value: 0 },
        ],
      },
    ],
    [
      "regions in a classification",
      { regions: [{ region_info: { bounding_box: {} }, data: { concepts: [{ id: "cat" }] } }] },
    ],
    ["frames of what is no video", { frames: [{ frame_info: { time: 0 }, data: { concepts: [{ id: "cat" }] } }] }],
    ["what is no label", { text: { raw: "cat" } }],
  ])("refuses %s", async (_what, data) => {
    const id = await work.create();
    const { http, body } = await work.as("ana")("POST", "/annotations", {
      annotations: [{ input_id: "input-0", task_id: id, data }],
    });

    expect([http, body.status.code]).toEqual([400, 24155]);
  });

  it("bounds a label, in one annotation and in many", async () => {
    await work.owner("POST", "/inputs", {
      inputs: [{ id: "crowd", data: { image: { url: "https://example.com/crowd.png" } } }],
    });
    const boxes = await work.create({ type: "BOUNDING_BOX_DETECTION" });
    const polygons = await work.create({ type: "POLYGON_DETECTION" });
    const data = { concepts: [{ id: "cat", value: 1 }] };
    const box = (left_col: number) => ({
      region_info: { bounding_box: { top_row: 0.1, left_col, bottom_row: 0.2, right_col: left_col + 0.0004 } },
      data,
    });
    const circle = Array.from({ length: 40_000 }, (_, index) => ({
      row: 0.5 + 0.4 * Math.sin((2 * Math.PI * index) / 40_000),
      col: 0.5 + 0.4 * Math.cos((2 * Math.PI * index) / 40_000),
    }));
    const post = async (task_id: string, regions: readonly Record<string, unknown>[]) => {
      const { http, body } = await work.as("ana")("POST", "/annotations", {
        annotations: [{ input_id: "crowd", task_id, data: { regions } }],
      });
      return [http, body.status.details ?? ""];
    };
    const someBoxes = (from: number) => Array.from({ length: 1200 }, (_, index) => box((from + index) / 2500));

    const outcomes = [
      await post(polygons, [{ region_info: { polygon: { points: circle } }, data }]),
      await post(boxes, someBoxes(0)),
      await post(boxes, someBoxes(1200)),
    ];

    expect(outcomes).toEqual([
      [400, expect.stringContaining("more than 10000 points")],
      [200, ""],
      [400, expect.stringContaining("2000 regions")],
    ]);
  });

  it("checks boxes, polygons and frames against the task and the input", async () => {
    await work.owner("POST", "/inputs", {
      inputs: [
        { id: "photo", data: { image: { url: "https://example.com/a.png" } } },
        { id: "film", data: { video: { url: "https://example.com/a.mp4" } } },
      ],
    });
    const boxes = await work.create({ type: "BOUNDING_BOX_DETECTION", sample_ms: 500 });
    const polygons = await work.create({ type: "POLYGON_DETECTION" });
    const box = (top_row: number, left_col: number, bottom_row: number, right_col: number) => ({
      region_info: { bounding_box: { top_row, left_col, bottom_row, right_col } },
      data: { concepts: [{ id: "cat", value: 1 }] },
    });
    const polygon = (...points: [number, number][]) => ({
      region_info: { polygon: { points: points.map(([row, col]) => ({ row, col })) } },
      data: { concepts: [{ id: "cat", value: 1 }] },
    });
    const post = async (id: string, input_id: string, data: Record<string, unknown>) =>
      (await work.as("ana")("POST", "/annotations", { annotations: [{ input_id, task_id: id, data }] })).http;

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
    const snapped: [number, number][] = [
      [0.4, 0.4],
      [0.4, 0.6],
      [0.4, 0.8],
      [0.4, 0.4],
      [0.7, 0.4],
    ];
    expect(await post(polygons, "photo", { regions: [polygon(...snapped)] })).toBe(400);
    const doubled: [number, number][] = [
      [0.5, 0],
      [0.5, 0],
      [0.5, 0.75],
      [0.75, 0.75],
      [0.5, 0.5],
      [0.5, 0.25],
    ];
    expect(await post(polygons, "photo", { regions: [polygon(...doubled)] })).toBe(200);
    expect(await post(polygons, "photo", { regions: [box(0, 0, 1, 1)] })).toBe(400);
  });

  it("hands out DYNAMIC inputs once, and takes back what is not submitted in time", async () => {
    const id = await work.create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });

    const [ana, ben] = await Promise.all([work.start("ana", id), work.start("ben", id)]);
    const rest = await work.submit("ana", id, ana).then(() => work.start("ana", id));
    await work.submit("ana", id, rest);
    const none = await work.start("ana", id);
    work.clock.at = new Date(work.clock.at.getTime() + 3_600_001);
    const returned = await work.start("ana", id);

    expect(new Set(inputIds([...ana, ...ben])).size).toBe(20);
    expect([rest.length, none.length]).toEqual([5, 0]);
    expect(inputIds(returned).sort()).toEqual(inputIds(ben).sort());
  });

  describe("with DYNAMIC, when nothing was heard of a worker for long", () => {
    const wait = (minutes: number) => {
      work.clock.at = new Date(work.clock.at.getTime() + minutes * 60_000);
    };
    let id: string;
    let bens: Assignment[];
    beforeEach(async () => {
      id = await work.create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
      bens = await work.start("ben", id);
    });

    it.each([
      ["labels", async (given: Assignment) => void (await work.label("ben", id, given.input.id, "cat"))],
      ["submits", async (given: Assignment) => void (await work.submit("ben", id, [given]))],
      [
        "changes a label",
        async (given: Assignment) => {
          const { body } = await work.label("ben", id, given.input.id, "cat");
          wait(59);
          const annotations = [{ id: body.annotations[0].id, data: { concepts: [{ id: "dog", value: 1 }] } }];
          await work.as("ben")("PATCH", "/annotations", { action: "overwrite", annotations });
        },
      ],
    ])("takes nothing back from whoever %s meanwhile", async (_what, act) => {
      wait(59);
      await act(firstOf(bens));
      wait(59);

      const given = [...(await work.start("ana", id)), ...(await work.submit("ana", id, await work.start("ana", id)))];

      const kept = await work.start("ben", id);
      expect(inputIds(bens).filter((input) => inputIds(given).includes(input))).toEqual([]);
      expect(inputIds(kept)).toEqual(expect.arrayContaining(inputIds(bens.slice(1))));
    });

    it("leaves them what they have labeled", async () => {
      await work.label("ben", id, firstOf(bens).input.id, "cat");
      wait(61);
      for (let round = 0; round < 3; round += 1) await work.submit("ana", id, await work.start("ana", id));

      const [submitted] = await work.submit("ben", id, bens.slice(0, 1));

      expect(submitted?.status.code).toBe(54200);
      expect([(await countsOf(id, "ana")).success, (await countsOf(id, "ben")).success]).toEqual([24, 1]);
    });

    it("takes late what nobody else has done, and asks nobody else to do it", async () => {
      const [first, second] = bens;
      wait(61);
      const returned = await work.start("ana", id);

      await work.answer("ben", id, firstOf(bens), "cat");
      const [late] = await work.submit("ben", id, second === undefined ? [] : [second]);

      const left = await work.start("ana", id);
      expect(inputIds(returned)).toEqual(expect.arrayContaining(inputIds(bens).slice(0, 2)));
      expect(late?.status.code).toBe(54200);
      expect(inputIds(left)).not.toContain(first?.input.id);
      expect(inputIds(left)).not.toContain(second?.input.id);
      expect(await countsOf(id, "ben")).toMatchObject({ success: 2, pending: 0 });
    });

    it("submits the rest where somebody else has done some of it, and says which is gone", async () => {
      wait(61);
      const done = (await work.start("ana", id)).slice(0, 4);
      await work.submit("ana", id, done);

      const { http, body } = await work.as("ben")("PUT", `/tasks/${id}/assignments`, {
        action: "LABEL_SUBMIT",
        label_submit_config: { task_assignments: bens.map((each) => ({ id: each.id })) },
      });

      expect(inputIds(bens)).toEqual(expect.arrayContaining(inputIds(done)));
      expect([http, body.status.code]).toEqual([409, 54100]);
      expect(body.status.details).toContain("4 assignments");
      expect(body.status.details).toContain("The other 6 are submitted.");
      expect(await countsOf(id, "ben")).toMatchObject({ success: 6, pending: 0 });
      expect(await countsOf(id, "ana")).toMatchObject({ success: 4, pending: 0 });
    });

    it("keeps one label of an input that the late and the new worker label at once, and tells the other", async () => {
      wait(61);
      const given = await work.start("ana", id);
      const [both, second, third] = inputIds(given).filter((input) => inputIds(bens).includes(input));
      if (both === undefined || second === undefined || third === undefined) throw new Error("nothing was given anew");

      const atOnce = await Promise.all([work.label("ben", id, both, "cat"), work.label("ana", id, both, "dog")]);
      const newFirst = [await work.label("ana", id, second, "dog"), await work.label("ben", id, second, "cat")];
      const lateFirst = [await work.label("ben", id, third, "cat"), await work.label("ana", id, third, "dog")];

      expect(atOnce.map(({ http }) => http).sort()).toEqual([200, 403]);
      expect([...newFirst, ...lateFirst].map(({ http }) => http)).toEqual([200, 403, 200, 403]);
      for (const { http, body } of [...atOnce, ...newFirst, ...lateFirst])
        if (http !== 200) expect(body.status.details).toContain("others have labeled it meanwhile");
      for (const input of [both, second, third]) {
        const { body } = await work.owner("GET", `/annotations?task_id=${id}&input_ids=${input}`);
        expect(body.annotations).toHaveLength(1);
      }
    });

    it("does not take what others have done, nor what was never theirs", async () => {
      wait(61);
      for (let round = 0; round < 3; round += 1) await work.submit("ana", id, await work.start("ana", id));

      const labeled = await work.label("ben", id, firstOf(bens).input.id, "cat");
      const gone = await work.as("ben")("PUT", `/tasks/${id}/assignments`, {
        action: "LABEL_SUBMIT",
        label_submit_config: { task_assignments: [{ id: bens[0]?.id }] },
      });
      const other = await work.create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
      await work.start("ana", other);
      const stolen = await work.label("ben", other, "input-0", "cat");

      expect([labeled.http, gone.http, gone.body.status.code, stolen.http]).toEqual([403, 409, 54100, 403]);
      expect(await countsOf(id, "ben")).toMatchObject({ success: 0, pending: 0 });
    });
  });

  it("gives a DYNAMIC input to as many workers as must agree, and no more", async () => {
    const id = await work.create({
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
        const given = await work.start(who, id);
        for (const input of inputIds(given)) had.set(input, (had.get(input) ?? 0) + 1);
        if (given.length > 0) await work.submit(who, id, given);
      }
    }

    expect([had.size, ...new Set(had.values())]).toEqual([25, 2]);
  });

  it("hands out once what returns in time-outs after the rules of a DYNAMIC task have changed", async () => {
    const review = (labelers: number) => ({
      strategy: "CONSENSUS",
      users: [{ id: "rita" }],
      consensus_strategy_info: { approval_threshold_labelers: labelers },
    });
    const id = await work.create({
      worker: { strategy: "DYNAMIC", workers: workers("ana", "ben", "cleo") },
      review: review(2),
    });
    const first = firstOf(await work.start("ana", id));
    await work.answer("ana", id, first, "cat");
    await work.start("ben", id);

    await work.change(id, { review: review(1) });
    work.clock.at = new Date(work.clock.at.getTime() + 3_600_001);
    const given = await work.start("cleo", id);

    expect(new Set(inputIds(given)).size).toBe(10);
    expect(inputIds(given)).not.toContain(first.input.id);
    expect(work.errors).toEqual([]);
  });

  it("approves by itself what enough labelers label alike, and rejects who does not agree", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const said = { ana: "cat", cleo: "dog", ben: "cat" };
    for (const [who, concept] of Object.entries(said)) {
      const [given] = await work.start(who, id);
      if (given === undefined) throw new Error("nothing was given");
      await work.label(who, id, given.input.id, concept);
      await work.submit(who, id, [given]);
    }

    const found = await work.annotations(id);
    const byUser = Object.fromEntries(
      found.map((each: { user_id: string; status: { code: number } }) => [each.user_id, each.status.code]),
    );
    expect(byUser).toEqual({ ana: 24150, ben: 24150, cleo: 24158 });
    expect(found.filter((each: { consensus_info?: { kept: boolean } }) => each.consensus_info?.kept)).toHaveLength(1);
    expect(await countsOf(id, "cleo")).toMatchObject({ review_denied: 1, success: 0 });
    expect(await work.metrics(id)).toMatchObject({
      work: { inputs_count_estimated: 1, inputs_percent_estimated: 4 },
      review: { inputs_count_estimated: 1, inputs_reviewable_count_estimated_per_reviewer: [24] },
    });
  });

  it.each([
    [
      "BOUNDING_BOX_DETECTION",
      (grow: number) => ({ bounding_box: { top_row: 0.1, left_col: 0.1, bottom_row: 0.5 + grow, right_col: 0.5 } }),
    ],
    [
      "POLYGON_DETECTION",
      (grow: number) => ({
        polygon: {
          points: [
            { row: 0.1, col: 0.1 },
            { row: 0.1, col: 0.5 },
            { row: 0.5 + grow, col: 0.5 },
            { row: 0.5 + grow, col: 0.1 },
          ],
        },
      }),
    ],
  ])("keeps the medoid of what labelers drew alike (%s)", async (type, shape) => {
    await work.owner("POST", "/datasets", { datasets: [{ id: "photos" }] });
    await work.owner("POST", "/inputs", {
      inputs: [{ id: "photo", data: { image: { url: "https://example.com/a.png" } }, dataset_ids: ["photos"] }],
    });
    const id = await work.create({
      type,
      input_source: { type: "DATASET", id: "photos" },
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo", "ron") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 3 },
      },
    });
    // Ben's lies between Ana's and Cleo's; Ron's overlaps with none of them by half.
    const drawn = { ana: -0.05, cleo: 0.1, ron: -0.3, ben: 0 };
    for (const [who, grow] of Object.entries(drawn)) {
      const [given] = await work.start(who, id);
      const region = { region_info: shape(grow), data: { concepts: [{ id: "cat", value: 1 }] } };
      await work.as(who)("POST", "/annotations", {
        annotations: [{ input_id: "photo", task_id: id, data: { regions: [region] } }],
      });
      if (given !== undefined) await work.submit(who, id, [given]);
    }

    const labels: { user_id: string; status: { code: number }; consensus_info?: unknown }[] =
      await work.annotations(id);
    expect(labels.filter((each) => each.consensus_info !== undefined).map((each) => each.user_id)).toEqual(["ben"]);
    expect(labels.filter((each) => each.status.code === 24158).map((each) => each.user_id)).toEqual(["ron"]);
  });

  describe("with boxes that are alike to their neighbours alone", () => {
    /** The third overlaps with the second by more than half, the second with the first, the third with the first by a quarter. */
    const [first, second, third] = [0.1, 0.16, 0.22];
    beforeEach(async () => {
      await work.owner("POST", "/datasets", { datasets: [{ id: "photos" }] });
      await work.owner("POST", "/inputs", {
        inputs: [{ id: "photo", data: { image: { url: "https://example.com/a.png" } }, dataset_ids: ["photos"] }],
      });
    });
    const draw = async (who: string, id: string, left: number): Promise<Assignment[]> => {
      const [given] = await work.start(who, id);
      const bounding_box = { top_row: 0.2, left_col: left, bottom_row: 0.6, right_col: left + 0.2 };
      const region = { region_info: { bounding_box }, data: { concepts: [{ id: "cat", value: 1 }] } };
      const { body } = await work.as(who)("POST", "/annotations", {
        annotations: [{ input_id: given?.input.id, task_id: id, data: { regions: [region] } }],
      });
      expect(body.status.details).toBeUndefined();
      return work.submit(who, id, given === undefined ? [] : [given]);
    };
    const createTask = (people: string[]) =>
      work.create({
        type: "BOUNDING_BOX_DETECTION",
        input_source: { type: "DATASET", id: "photos" },
        worker: { strategy: "FULL", workers: workers(...people) },
        review: {
          strategy: "CONSENSUS",
          users: [{ id: "rita" }],
          consensus_strategy_info: { approval_threshold_labelers: 2 },
        },
      });

    it("approves the same labels in whatever order they come", async () => {
      const drawn = [
        ["ana", first],
        ["ben", second],
        ["cleo", third],
      ] as const;
      const outcomes: Record<string, unknown>[] = [];
      for (const order of [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ]) {
        const id = await createTask(["ana", "ben", "cleo"]);
        for (const index of order) {
          const [who, left] = drawn[index] ?? drawn[0];
          await draw(who, id, left);
        }
        outcomes.push(await work.counts(id));
        const kept = (await work.annotations(id)).filter((each: { consensus_info?: unknown }) => each.consensus_info);
        expect(kept).toHaveLength(1);
      }

      expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
      expect(outcomes[0]).toMatchObject({ ana: { success: 1 }, ben: { success: 1 }, cleo: { success: 1 } });
    });

    it("takes for one box what a client has sent twice", async () => {
      const id = await createTask(["ana", "ben"]);
      await work.start("ana", id);
      const bounding_box = { top_row: 0.2, left_col: first, bottom_row: 0.6, right_col: first + 0.2 };
      const region = { region_info: { bounding_box }, data: { concepts: [{ id: "cat", value: 1 }] } };
      await work.as("ana")("POST", "/annotations", {
        annotations: [{ input_id: "photo", task_id: id, data: { regions: [region] } }],
      });
      await draw("ana", id, first);
      await draw("ben", id, first);

      expect(await work.counts(id)).toMatchObject({ ana: { success: 1 }, ben: { success: 1 } });
    });

    it("leaves rejected what a reviewer has rejected, though a later label links it with the result", async () => {
      const id = await createTask(["ana", "ben", "cleo", "ron"]);
      await draw("cleo", id, first);
      await draw("ron", id, first);
      const [anas] = await draw("ana", id, third);
      const [bens] = await draw("ben", id, third);
      const rivals = await work.counts(id);

      await work.review("rita", id, "reject", [anas ?? firstOf([])]);
      await work.review("rita", id, "request_changes", [bens ?? firstOf([])]);
      const mine = (await work.annotations(id)).find((each: { user_id: string }) => each.user_id === "ben");
      await work.as("ben")("DELETE", "/annotations", { ids: [mine.id], input_ids: [mine.input_id] });
      await draw("ben", id, second);

      expect(rivals["ana"]).toMatchObject({ awaiting_review: 1 });
      const counts = await work.counts(id);
      expect(counts["cleo"]).toMatchObject({ success: 1 });
      expect(counts["ben"]).toMatchObject({ success: 1 });
      expect(counts["ana"]).toMatchObject({ success: 0, review_denied: 1 });
    });
  });

  it("compares shapes as strictly as the task asks", async () => {
    await work.owner("POST", "/inputs", {
      inputs: [{ id: "photo", data: { image: { url: "https://example.com/a.png" } } }],
    });
    const phases: number[] = [];
    for (const minIou of [0.5, 0.9]) {
      const id = await work.create({
        type: "BOUNDING_BOX_DETECTION",
        metadata: { alike: { min_iou: minIou } },
        review: {
          strategy: "CONSENSUS",
          users: [{ id: "rita" }],
          consensus_strategy_info: { approval_threshold_labelers: 2 },
        },
      });
      for (const [who, bottom] of [
        ["ana", 0.4],
        ["ben", 0.5],
      ] as const) {
        const region = {
          region_info: { bounding_box: { top_row: 0, left_col: 0, bottom_row: bottom, right_col: 1 } },
          data: { concepts: [{ id: "cat", value: 1 }] },
        };
        await work.as(who)("POST", "/annotations", {
          annotations: [{ input_id: "photo", task_id: id, data: { regions: [region] } }],
        });
        await work.put(who, id, { input_id: "photo" });
      }
      phases.push((await work.annotations(id))[0].status.code);
    }
    const refused = await work.owner("POST", "/tasks", { tasks: [task({ metadata: { alike: { min_iou: 2 } } })] });

    expect(phases).toEqual([24150, 24157]);
    expect(refused.body.status.details).toContain("min_iou");
  });

  it("sends to the reviewers what labelers do not agree on, and a reviewer's choice becomes the result", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 3 },
      },
    });
    const said = { ana: "cat", ben: "dog" };
    for (const [who, concept] of Object.entries(said)) {
      const [given] = await work.start(who, id);
      if (given === undefined) throw new Error("nothing was given");
      await work.label(who, id, given.input.id, concept);
      await work.submit(who, id, [given]);
    }
    const queue = await work.put("rita", id, { action: "REVIEW_START" });
    const choice = queue.filter(({ worker }) => worker.user.id === "ben");

    const chosen = await work.review("rita", id, "approve", choice);
    const again = await work.review("rita", id, "approve", queue);
    const [late] = await work.start("cleo", id);
    if (late === undefined) throw new Error("nothing was given");
    await work.label("cleo", id, late.input.id, "dog");
    const taken = await work.submit("cleo", id, [late]);

    expect(codes(queue)).toEqual([54202, 54202]);
    expect(codes(chosen)).toEqual([54200]);
    expect(Object.fromEntries(again.map(({ worker, status }) => [worker.user.id, status.code]))).toEqual({
      ana: 54204,
      ben: 54200,
    });
    expect(codes(taken)).toEqual([54200]);
    expect(await work.put("rita", id, { action: "REVIEW_START" })).toEqual([]);
  });

  it("reviews the sample and no more, split among the reviewers", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: {
        strategy: "MANUAL",
        users: [{ id: "rita" }, { id: "ron" }],
        manual_strategy_info: { sample_percentage: 0.5 },
      },
    });
    const given: Assignment[] = [];
    for (let round = 0; round < 3; round += 1)
      given.push(...(await work.submit("ana", id, await work.start("ana", id))));

    const rita = await work.put("rita", id, { action: "REVIEW_START" });
    const ron = await work.put("ron", id, { action: "REVIEW_START" });
    const awaiting = codes(given).filter((code) => code === 54202).length;
    const before = await work.metrics(id);
    await work.review("rita", id, "approve", rita);
    const after = await work.metrics(id);

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
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }, { id: "ron" }],
        consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: -1 },
      },
    });
    const submitted = await work.submit("ana", id, await work.start("ana", id));
    const [first, second, third] = submitted;
    if (first === undefined || second === undefined || third === undefined) throw new Error("nothing was given");

    const half = await work.review("rita", id, "approve", [first, second]);
    const full = await work.review("ron", id, "approve", [first]);
    const denied = await work.review("ron", id, "reject", [second, third]);
    const tooLate = await work.review("rita", id, "approve", [third]);

    expect(codes(half)).toEqual([54202, 54202]);
    expect(codes(full)).toEqual([54200]);
    expect(codes(denied)).toEqual([54204, 54204]);
    expect(codes(tooLate)).toEqual([54204]);
    // What was rejected is not done: Ana alone could label it, and has.
    expect((await work.metrics(id)).review).toEqual({
      inputs_count_estimated: 1,
      inputs_percent_estimated: 4,
      inputs_count_estimated_per_reviewer: [2, 3],
      inputs_reviewable_count_estimated_per_reviewer: [24, 25],
      inputs_percent_estimated_per_reviewer: [8, 12],
    });
  });

  it("sends a label back for changes: work and review of the input start over", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    const [given] = await work.start("ana", id);
    if (given === undefined) throw new Error("nothing was given");
    await work.label("ana", id, given.input.id, "cat");
    await work.submit("ana", id, [given]);

    const back = await work.review("rita", id, "request_changes", [given]);
    const between = await work.metrics(id);
    const [made] = await work.annotations(id);
    const again = await work.start("ana", id);
    const elsewhere = await work.as("ana")("PATCH", "/annotations", {
      action: "overwrite",
      annotations: [{ id: made.id, input_id: "input-9", data: { concepts: [{ id: "dog", value: 1 }] } }],
    });
    const patched = await work.as("ana")("PATCH", "/annotations", {
      action: "overwrite",
      annotations: [{ id: made.id, data: { concepts: [{ id: "dog", value: 1 }] } }],
    });
    await work.submit("ana", id, [given]);
    const done = await work.review("rita", id, "approve", [given]);

    expect(codes(back)).toEqual([54201]);
    expect(made.status.code).toBe(24151);
    expect([elsewhere.http, elsewhere.body.status.code]).toEqual([400, 11102]);
    expect(between.work.inputs_count_estimated).toBe(0);
    expect(inputIds(again)).toContain(given.input.id);
    expect(patched.body.annotations[0].data.concepts[0].id).toBe("dog");
    expect(codes(done)).toEqual([54200]);
    expect((await work.owner("GET", `/tasks/${id}/annotations/count`)).body.counts[0]).toMatchObject({
      success: 1,
      pending: 0,
    });
  });

  it("does not call an input reviewed while a label of it is back at work", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    const ofAna = (await work.start("ana", id)).slice(0, 1);
    const ofBen = (await work.start("ben", id)).slice(0, 1);
    await work.submit("ana", id, ofAna);
    await work.submit("ben", id, ofBen);

    await work.review("rita", id, "reject", ofAna);
    await work.review("rita", id, "request_changes", ofBen);
    const between = await work.metrics(id);
    const again = await work.submit("ben", id, ofBen);
    await work.review("rita", id, "approve", ofBen);

    expect([between.work.inputs_count_estimated, between.review.inputs_count_estimated]).toEqual([0, 0]);
    expect(codes(again)).toEqual([54202]);
    expect((await work.metrics(id)).review.inputs_count_estimated).toBe(1);
  });

  it("takes back all labels of an input that one request names, also where they waited for each other", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 3 },
      },
      concepts: [{ concept: { id: "cat" } }, { concept: { id: "dog" } }],
    });
    const given: Assignment[] = [];
    for (const [who, concept] of [
      ["ana", "cat"],
      ["ben", "dog"],
      ["cleo", "cat"],
    ] as const) {
      const mine = firstOf(await work.start(who, id));
      await work.answer(who, id, mine, concept);
      given.push(mine);
    }

    const back = await work.review("rita", id, "request_changes", given);

    expect(codes(back)).toEqual([54201, 54201, 54201]);
    expect((await work.counts(id))["ben"]).toMatchObject({ awaiting_review: 0, awaiting_consensus_review: 0 });
  });

  it("reviews all the work of a worker at once", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    await work.submit("ana", id, await work.start("ana", id));
    await work.submit("ana", id, await work.start("ana", id));
    await work.submit("ben", id, await work.start("ben", id));

    const approved = await work.put("rita", id, {
      action: "REVIEW_APPROVE",
      review_approve_config: { workers: workers("ana") },
    });

    expect(approved).toHaveLength(20);
    expect(new Set(codes(approved))).toEqual(new Set([54200]));
    expect(await countsOf(id, "ben")).toMatchObject({ success: 10, awaiting_review: 0 });
  });

  it("takes the deprecated forms of asking for and submitting inputs", async () => {
    const id = await work.create();
    const { body } = await work.as("ana")("GET", `/tasks/${id}/assignments`);
    const done = await work.put("ana", id, { input_id: body.inputs[0].id });

    expect(body.inputs).toHaveLength(10);
    expect(codes(done)).toEqual([54200]);
  });
});
