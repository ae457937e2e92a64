import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { firstOf, openWork } from "./open-work.ts";

type Hit = { input: { id: string }; annotation?: { id: string } };

const cat = { concepts: [{ id: "cat", value: 1 }] };

describeOnBothEngines("searches that are run", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeAll(async () => {
    work = await openWork(newTarget(), { inputs: 205 });
    await work.owner("POST", "/inputs", {
      inputs: [
        { id: "photo", data: { image: { url: "https://example.com/a.png" }, metadata: { shot: { by: "ana" } } } },
      ],
    });
    await work.owner("POST", "/annotations", {
      annotations: [
        {
          id: "whole",
          input_id: "photo",
          data: { ...cat, metadata: { a: 1, b: 2 } },
          annotation_info: { shift: "day" },
        },
        {
          id: "boxed",
          input_id: "photo",
          user_id: "ana",
          data: {
            regions: [
              { track_id: "t1", region_info: { bounding_box: { bottom_row: 0.5, right_col: 0.5 } }, data: cat },
            ],
          },
        },
        { id: "not", input_id: "input-0", data: { concepts: [{ id: "cat", value: 0 }] }, status: { code: 24151 } },
      ],
    });
  });
  afterAll(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const run = (kind: string, search: Record<string, unknown>, rest: Record<string, unknown> = {}, who = "owner") =>
    work.as(who)("POST", `/${kind}/searches`, { searches: [search], ...rest });
  const foundBy = async (filter: Record<string, unknown>): Promise<string[]> => {
    const { body } = await run("annotations", { query: { filters: [filter] } });
    return body.hits.map(({ annotation }: Hit) => annotation?.id);
  };

  it("finds inputs page by page, and counts them", async () => {
    const query = { filters: [{ input: { data: { text: {} } } }] };

    const last = await run("inputs", { query }, { pagination: { page: 3, per_page: 100 } });
    const counted = await work.owner("POST", "/inputs/searches", {
      searches: [{ query }, { query: { filters: [{ annotation: { data: { metadata: { shot: { by: "ana" } } } } }] } }],
      only_count: true,
    });

    expect(last.body.hits.map(({ input }: Hit) => input.id)).toEqual(
      [200, 201, 202, 203, 204].map((n) => `input-${n}`),
    );
    expect(last.body.hits[0]).toMatchObject({ score: 1, user_id: "labeldesk", app_id: "T1" });
    expect(counted.body.hit_counts.map((each: { estimated_total: unknown }) => Number(each.estimated_total))).toEqual([
      205, 1,
    ]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ["a concept", { annotation: { data: cat } }, ["whole", "boxed"]],
    ["a concept that is not there", { annotation: { data: { concepts: [{ id: "cat", value: 0 }] } } }, ["not"]],
    ["everything but a concept", { negate: true, annotation: { data: cat } }, ["not"]],
    ["what is said of the whole input", { annotation: { data: {} } }, ["whole", "not"]],
    ["a shape", { annotation: { data: { regions: [{ region_info: { bounding_box: {} } }] } } }, ["boxed"]],
    ["another shape", { annotation: { data: { regions: [{ region_info: { polygon: {} } }] } } }, []],
    ["a track", { annotation: { data: { regions: [{ track_id: "t1" }] } } }, ["boxed"]],
    ["frames", { annotation: { data: { frames: [{ frame_info: {} }] } } }, []],
    ["a user", { annotation: { worker: { user: { id: "ana" } } } }, ["boxed"]],
    ["a user, in the old spelling", { annotation: { user_id: "ana" } }, ["boxed"]],
    ["a status", { annotation: { status: { code: "ANNOTATION_PENDING" } } }, ["not"]],
    ["any of its metadata", { annotation: { data: { metadata: { a: 1, b: 3 } } } }, ["whole"]],
    ["what was noted with it", { annotation: { annotation_info: { shift: "day" } } }, ["whole"]],
    ["its input", { input: { id: "input-0" } }, ["not"]],
    ["a kind of input", { input: { data: { image: {} } } }, ["whole", "boxed"]],
    ["a model", { annotation: { model_version_id: "m" } }, []],
    ["a time", { last_updated_time_range: { end_time: "2026-01-01T00:00:00Z" } }, []],
    [
      "a time that covers it",
      { last_updated_time_range: { start_time: "2026-01-01T00:00:00Z" } },
      ["whole", "boxed", "not"],
    ],
  ])("finds annotations by %s", async (_what, filter, ids) => {
    expect(await foundBy(filter)).toEqual(ids);
  });

  it("saves what is to be saved without running it, and runs it by its id", async () => {
    const query = { filters: [{ annotation: { data: cat } }] };

    const saved = await run("inputs", { id: "cats", save: true, query });
    const again = await run("inputs", { id: "cats" });
    const unknown = await run("inputs", { id: "nothing" });
    const byWorker = await run("inputs", { id: "mine", save: true, query }, {}, "ana");

    expect([saved.body.hits, saved.body.searches[0].query]).toEqual([[], query]);
    expect(again.body.hits.map(({ input }: Hit) => input.id)).toEqual(["photo"]);
    expect([unknown.http, byWorker.http]).toEqual([404, 403]);
  });

  it("refuses what it cannot do, in words", async () => {
    const visual = { ranks: [{ annotation: { data: { image: { url: "https://example.com/a.png" } } } }] };

    for (const kind of ["inputs", "annotations"]) {
      const refused = [
        await run(kind, { query: visual }),
        await run(kind, { as_of: "2026-01-01T00:00:00Z" }),
        await run(kind, { min_value: 0.5 }),
        await work.owner("POST", `/${kind}/searches`, { searches: [{}, {}] }),
        await work.owner("POST", `/${kind}/searches`, {}),
      ];
      expect(refused.map(({ http, body }) => [http, body.status.code])).toEqual(refused.map(() => [400, 11102]));
    }
  });

  it("keeps from workers what they may not see yet: neither labels nor inputs are found by them", async () => {
    const id = await work.create();
    await work.answer("ana", id, firstOf(await work.start("ana", id)), "dog");
    const query = { filters: [{ annotation: { data: { concepts: [{ id: "dog" }] } } }] };
    const hits = async (who: string) => [
      (await run("annotations", { query }, {}, who)).body.hits.length,
      (await run("inputs", { query }, {}, who)).body.hits.length,
    ];

    const before = [await hits("ben"), await hits("ana"), await hits("owner")];
    await work.answer("ben", id, firstOf(await work.start("ben", id)), "cat");

    expect(before).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(await hits("ben")).toEqual([1, 1]);
  });
});
