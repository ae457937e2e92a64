import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { partitioned, seed } from "./open-service.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";

const byReview = (...reviewers: string[]) => ({
  strategy: "MANUAL",
  users: reviewers.map((id) => ({ id })),
  manual_strategy_info: { sample_percentage: 1 },
});

describeOnBothEngines("labeling is blind", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeAll(async () => {
    work = await openWork(newTarget(), { inputs: 3 });
  });
  afterAll(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  /** Whose labels of the task somebody finds. */
  const seenBy = async (who: string, id: string): Promise<string[]> => {
    const { body } = await work.as(who)("GET", `/annotations?task_id=${id}`);
    return body.annotations.map((each: { user_id: string }) => each.user_id);
  };
  const close = (id: string, status: string) =>
    work.owner("PATCH", "/tasks", { action: "merge", tasks: [{ id, status: { code: status } }] });
  const give = async (who: string, id: string): Promise<Assignment> => firstOf(await work.start(who, id));

  it("serves others while it looks through thousands of labels that are hidden", async () => {
    const others = 2100;
    const own = 3;
    await seed(work.owner, { inputs: others, people: [] });
    const [id, empty] = [await work.create({ worker: {} }), await work.create({ worker: {} })];
    const say = (who: string, inputs: readonly number[]) =>
      work.as(who)("POST", "/annotations", {
        annotations: inputs.map((input) => ({ input_id: `input-${input}`, task_id: id, data: { metadata: {} } })),
      });
    for (let start = 0; start < others - own; start += 100) {
      await say(
        "ana",
        Array.from({ length: Math.min(100, others - own - start) }, (_, index) => start + index),
      );
    }
    await say("ben", [others - 3, others - 2, others - 1]);
    const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
      let [turns, isOver] = [0, false];
      const count = () => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      await work().finally(() => {
        isOver = true;
      });
      return turns;
    };
    const pageOf = (page: number) => work.as("ben")("GET", `/annotations?task_id=${id}&per_page=2&page=${page}`);
    const search = (task: string) =>
      work.as("ben")("POST", "/annotations/searches", {
        searches: [{ query: { filters: [{ annotation: { task_id: task } }] } }],
      });

    const pages = [await pageOf(1), await pageOf(2), await pageOf(3)];
    const found = await search(id);
    const turns = [
      await turnsOf(() => work.as("ben")("GET", `/annotations?task_id=${empty}`)),
      await turnsOf(() => pageOf(1)),
    ];

    expect(pages.map(({ body }) => body.annotations.map((each: { user_id: string }) => each.user_id))).toEqual([
      ["ben", "ben"],
      ["ben"],
      [],
    ]);
    expect(found.body.hits).toHaveLength(own);
    expect((turns[1] ?? 0) - (turns[0] ?? 0)).toBeGreaterThanOrEqual(2);
  });

  it("shows a worker the labels of others once their own of the same input is decided", async () => {
    const id = await work.create();
    await work.answer("ana", id, await give("ana", id), "cat");
    const before = [await seenBy("ben", id), await seenBy("cleo", id), await seenBy("rita", id)];
    const given = await give("ben", id);
    await work.label("ben", id, given.input.id, "dog");
    const drafted = [await seenBy("ben", id), await seenBy("ana", id)];

    await work.submit("ben", id, [given]);

    expect(before).toEqual([[], [], []]);
    expect(drafted).toEqual([["ben"], ["ana"]]);
    expect([await seenBy("ben", id), await seenBy("ana", id)]).toEqual([
      ["ana", "ben"],
      ["ana", "ben"],
    ]);
    expect(await seenBy("cleo", id)).toEqual([]);
    expect(await seenBy("owner", id)).toEqual(["ana", "ben"]);
  });

  it("answers a label that is not to be seen like one that is not there", async () => {
    const id = await work.create();
    await work.answer("ana", id, await give("ana", id), "cat");
    const [label] = await work.annotations(id);
    const path = `/inputs/${label.input_id}/annotations/${label.id}`;
    const ben = work.as("ben");

    const answers = [
      await ben("GET", path),
      await ben("GET", path.replace(label.id, "nothing")),
      await ben("PATCH", "/annotations", { action: "merge", annotations: [{ id: label.id, data: {} }] }),
      await ben("DELETE", "/annotations", { ids: [label.id] }),
      await ben("DELETE", path),
    ];

    expect(answers.map(({ http, body }) => [http, body.status.code])).toEqual(answers.map(() => [404, 11101]));
    expect((await ben("GET", `/annotations?ids=${label.id}`)).body.annotations).toEqual([]);
    expect((await work.as("ana")("GET", path)).body.annotation.id).toBe(label.id);
  });

  it("keeps what labelers disagree on from them, and shows it to its reviewers", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const ofAna = await give("ana", id);
    await work.answer("ana", id, ofAna, "cat");
    const undecided = [await seenBy("rita", id), await seenBy("ben", id)];
    await work.answer("ben", id, await give("ben", id), "dog");
    const inReview = [await seenBy("rita", id), await seenBy("ron", id), await seenBy("ana", id)];

    await work.review("rita", id, "approve", [ofAna]);

    expect(undecided).toEqual([[], []]);
    expect(inReview).toEqual([["ana", "ben"], [], ["ana"]]);
    expect([await seenBy("ana", id), await seenBy("ben", id)]).toEqual([
      ["ana", "ben"],
      ["ana", "ben"],
    ]);
  });

  it("hides from a reviewer who labels too what they have yet to label", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "rita") },
      review: byReview("rita"),
    });
    await work.answer("ana", id, await give("ana", id), "cat");
    const before = await seenBy("rita", id);
    const agreement = await work.as("rita")("GET", `/tasks/${id}/agreement`);

    await work.answer("rita", id, await give("rita", id), "cat");

    expect([before, agreement.http]).toEqual([[], 403]);
    expect(await seenBy("rita", id)).toEqual(["ana", "rita"]);
  });

  it("shows to a reviewer who labels too what is for others to label", async () => {
    const ids = [
      await work.create({ worker: partitioned(1, ["ana", "rita"]), review: byReview("rita") }),
      await work.create({
        worker: { strategy: "DYNAMIC", workers: workers("ana", "rita") },
        review: byReview("rita"),
      }),
    ];

    for (const id of ids) {
      await work.answer("ana", id, await give("ana", id), "cat");

      expect(await seenBy("rita", id)).toEqual(["ana"]);
    }
  });

  it("does not show what was rejected, since the input may be labeled again", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: byReview("rita"),
    });
    const [ofAna, ofBen] = [await give("ana", id), await give("ben", id)];
    await work.answer("ana", id, ofAna, "cat");
    await work.answer("ben", id, ofBen, "dog");

    await work.review("rita", id, "reject", [ofAna, ofBen]);

    expect([await seenBy("ana", id), await seenBy("ben", id)]).toEqual([["ana"], ["ben"]]);
    expect(await seenBy("rita", id)).toEqual(["ana", "ben"]);
  });

  it("shows everything of a closed task, and hides it again when it is reopened", async () => {
    const id = await work.create();
    await work.answer("ana", id, await give("ana", id), "cat");

    await close(id, "TASK_DONE");
    const closed = await seenBy("cleo", id);
    const agreement = await work.as("ben")("GET", `/tasks/${id}/agreement`);
    await close(id, "TASK_IN_PROGRESS");

    expect([closed, agreement.http]).toEqual([["ana"], 200]);
    expect(await seenBy("cleo", id)).toEqual([]);
  });

  it("tells workers neither the counts of others nor how far they agree, and reviewers both", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: byReview("rita"),
    });
    await work.answer("ana", id, await give("ana", id), "cat");
    const countedBy = async (who: string, what: string) => {
      const { body } = await work.as(who)("GET", `/tasks/${id}/${what}/count`);
      return body.counts.map((each: { user_id: string }) => each.user_id);
    };

    const refused = await work.as("ben")("GET", `/tasks/${id}/agreement`);

    expect([refused.http, refused.body.status.code]).toEqual([403, 54103]);
    for (const what of ["inputs", "annotations"]) {
      expect(await countedBy("ben", what)).toEqual(["ben"]);
      expect(await countedBy("cleo", what)).toEqual([]);
      expect(await countedBy("rita", what)).toEqual(["ana", "ben"]);
      expect(await countedBy("owner", what)).toEqual(["ana", "ben"]);
    }
    expect((await work.as("rita")("GET", `/tasks/${id}/agreement`)).http).toBe(200);
  });

  it("lets nobody take over the place of a region that they may not see", async () => {
    const photo = { id: "photo", data: { image: { url: "https://example.com/a.png" } } };
    await work.owner("POST", "/inputs", { inputs: [photo] });
    await work.owner("POST", "/datasets", { datasets: [{ id: "photos" }] });
    await work.owner("POST", "/datasets/photos/inputs", { dataset_inputs: [{ input: { id: "photo" } }] });
    const id = await work.create({
      type: "BOUNDING_BOX_DETECTION",
      input_source: { type: "DATASET", id: "photos" },
    });
    const label = (region: Record<string, unknown>) => ({
      annotations: [
        {
          input_id: "photo",
          task_id: id,
          data: { regions: [{ ...region, data: { concepts: [{ id: "cat", value: 1 }] } }] },
        },
      ],
    });
    const place = { region_info: { bounding_box: { bottom_row: 0.5, right_col: 0.5 } } };
    await give("ana", id);
    await give("ben", id);

    const made = await work.as("ana")("POST", "/annotations", label({ id: "of-ana", ...place }));
    const copied = await work.as("ben")("POST", "/annotations", label({ id: "of-ana" }));

    expect([made.http, copied.http, copied.body.status.code]).toEqual([200, 400, 24155]);
  });
});
