import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { openWork, workers } from "./open-work.ts";

type Region = { id: string; region_info: unknown; data: { concepts: unknown[] } };

const box = (top_row: number, right_col: number) => ({
  bounding_box: { top_row, left_col: 0.1, bottom_row: 0.9, right_col },
});
const region = (change: Record<string, unknown> = {}) => ({
  region_info: box(0.2, 0.8),
  data: { concepts: [{ id: "cat", value: 1 }] },
  ...change,
});
const cat = { concepts: [{ id: "cat", value: 1 }] };

describeOnBothEngines("annotations", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeAll(async () => {
    work = await openWork(newTarget(), { inputs: 5 });
    await work.owner("POST", "/inputs", {
      inputs: [
        { id: "photo", data: { image: { url: "https://example.com/a.png" } } },
        { id: "film", data: { video: { url: "https://example.com/a.mp4" } } },
      ],
    });
  });
  afterAll(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const post = (...annotations: Record<string, unknown>[]) => work.owner("POST", "/annotations", { annotations });
  const patch = (action: string, ...annotations: Record<string, unknown>[]) =>
    work.owner("PATCH", "/annotations", { action, annotations });
  const made = async (annotation: Record<string, unknown>) => {
    const { http, body } = await post(annotation);
    expect([http, body.status.details]).toEqual([200, undefined]);
    return body.annotations[0];
  };
  const regionsNow = async (input: string, id: string): Promise<Region[]> =>
    (await work.owner("GET", `/inputs/${input}/annotations/${id}`)).body.annotation.data.regions;

  it("takes a status without a code for none, and a worker by their id alone", async () => {
    const { status } = await made({ input_id: "photo", status: { code: 0 } });
    const named = await post({ input_id: "photo", worker: { user: { id: "ana", first_name: "Ana" } } });

    expect(status.code).toBe(24150);
    expect([named.http, named.body.status.details]).toEqual([400, expect.stringContaining("first_name")]);
  });

  it("gives every region an id, those of frames too, and keeps those that are sent", async () => {
    const photo = await made({ input_id: "photo", data: { regions: [region(), region({ id: "mine" })] } });
    const film = await made({
      input_id: "film",
      data: { frames: [{ frame_info: { time: 500 }, data: { regions: [region()] } }] },
    });

    const [first, second] = await regionsNow("photo", photo.id);
    expect(first?.id).toMatch(/^.{8,}$/);
    expect(second?.id).toBe("mine");
    expect(film.data.frames[0].data.regions[0].id).toMatch(/^.{8,}$/);
  });

  it("merges concepts into a region by its id, and keeps the box, as the vendor's guide does", async () => {
    const { id, data } = await made({ input_id: "photo", data: { regions: [region(), region()] } });

    const { body } = await patch("merge", {
      input_id: "photo",
      id,
      data: { regions: [{ id: data.regions[1].id, data: { concepts: [{ id: "tree", value: 1 }] } }] },
    });

    const after: Region[] = body.annotations[0].data.regions;
    expect(after).toEqual([
      data.regions[0],
      { ...data.regions[1], data: { concepts: [...data.regions[1].data.concepts, { id: "tree", value: 1 }] } },
    ]);
    expect(await regionsNow("photo", id)).toEqual(after);
  });

  it("overwrites the box of a region with the data that are sent, as the vendor's guide does", async () => {
    const { id } = await made({ input_id: "photo", data: { regions: [region()], metadata: { shift: 1 } } });

    const { body } = await patch("overwrite", {
      input_id: "photo",
      id,
      data: { regions: [region({ region_info: box(0, 1) })] },
    });

    expect(body.annotations[0].data).toEqual({
      regions: [{ id: expect.any(String), ...region({ region_info: box(0, 1) }) }],
    });
  });

  it("removes a region by its id, and deletes what is empty where that is asked for", async () => {
    const two = await made({ input_id: "photo", data: { regions: [region(), region()] } });
    const one = await made({ input_id: "photo", data: { regions: [region()] } });

    const { body } = await patch("remove", { id: two.id, data: { regions: [{ id: two.data.regions[0].id }] } });
    const emptied = await work.owner("PATCH", "/annotations", {
      action: "remove",
      delete_if_empty_data: true,
      annotations: [{ id: one.id, data: { regions: [{ id: one.data.regions[0].id }] } }],
    });

    expect(body.annotations[0].data).toEqual({ regions: [two.data.regions[1]] });
    expect([emptied.http, emptied.body.annotations[0].data]).toEqual([200, {}]);
    expect((await work.owner("GET", `/inputs/photo/annotations/${one.id}`)).http).toBe(404);
  });

  it("labels a region that is there already by its id", async () => {
    const { data } = await made({ input_id: "photo", data: { regions: [region()] } });
    const [there] = data.regions;

    const again = await made({ input_id: "photo", data: { regions: [{ id: there.id, region_info: {}, data: cat }] } });
    const nowhere = await post({ input_id: "photo", data: { regions: [{ id: "nowhere", data: cat }] } });

    expect(again.data.regions).toEqual([{ id: there.id, region_info: there.region_info, data: cat }]);
    expect([nowhere.http, nowhere.body.status.code]).toEqual([400, 24155]);
    expect(nowhere.body.status.details).toContain('"nowhere"');
  });

  it("keeps the status of a label without a task, for whom the owner sets it", async () => {
    const pending = await made({ input_id: "photo", user_id: "ana", status: { code: "ANNOTATION_PENDING" } });

    const merged = await patch("merge", { input_id: "photo", id: pending.id, status: { code: "ANNOTATION_SUCCESS" } });
    const listed = await work.owner("GET", "/annotations?user_ids=ana&statuses=ANNOTATION_SUCCESS");

    expect(pending).toMatchObject({ user_id: "ana", status: { code: 24151 } });
    expect(merged.body.annotations[0]).toMatchObject({ id: pending.id, status: { code: 24150 } });
    expect(listed.body.annotations.map(({ id }: { id: string }) => id)).toContain(pending.id);
  });

  it("says how the status of a label of a task changes, and takes the one that it has", async () => {
    const id = await work.create();
    await work.start("ana", id);
    const label = { input_id: "input-0", task_id: id, user_id: "ana", data: cat };
    const same = await made({ ...label, status: { code: 24151 } });

    const other = await post({ ...label, status: { code: 24150 } });
    const patched = await patch("merge", { id: same.id, status: { code: 24150 } });

    expect(same.status.code).toBe(24151);
    for (const { http, body } of [other, patched]) {
      expect([http, body.status.code]).toEqual([400, 24155]);
      expect(body.status.details).toContain("LABEL_SUBMIT");
    }
  });

  it.each([
    ["a box outside of the image", { regions: [region({ region_info: box(0, 1.2) })] }],
    ["a box without an area", { regions: [region({ region_info: box(0.9, 0.5) })] }],
    ["a region with two shapes", { regions: [region({ region_info: { ...box(0, 1), polygon: { points: [] } } })] }],
    ["a region with a shape that cannot be compared", { regions: [region({ region_info: { point: { row: 0.5 } } })] }],
    ["a region without a place", { regions: [{ data: cat }] }],
    ["two regions of one id", { regions: [region({ id: "r" }), region({ id: "r" })] }],
    ["regions in regions", { regions: [region({ data: { ...cat, regions: [region()] } })] }],
    ["a value between", { concepts: [{ id: "cat", value: 0.5 }] }],
    [
      "a concept that is there and is not",
      {
        concepts: [
          { id: "cat", value: 1 },
          { id: "cat", value: 0 },
        ],
      },
    ],
    ["a concept without an id", { concepts: [{ value: 1 }] }],
    ["frames of a photo", { frames: [{ frame_info: { time: 0 }, data: cat }] }],
    ["what is no label", { text: { raw: "cat" } }],
  ])("refuses %s without a task, when it is made and when it is changed", async (_what, data) => {
    const { id } = await made({ input_id: "photo" });

    const refused = [await post({ input_id: "photo", data }), await patch("merge", { id, data })];

    for (const { http, body } of refused) expect([http, body.status.code]).toEqual([400, 24155]);
  });

  it("keeps no half of a change", async () => {
    const first = await made({ input_id: "photo", data: cat });
    const second = await made({ input_id: "photo", data: cat });
    const changed = { concepts: [{ id: "cat", value: 0 }] };

    const twice = await patch("merge", { id: first.id, data: changed }, { id: first.id, data: cat });
    const half = await patch(
      "merge",
      { id: first.id, data: changed },
      { id: second.id, data: { colors: [{ value: 1 }] } },
    );

    expect([twice.http, half.http]).toEqual([400, 400]);
    expect((await work.owner("GET", `/inputs/photo/annotations/${first.id}`)).body.annotation.data).toEqual(cat);
  });

  it("takes back a message as it was got, and refuses to change what stands", async () => {
    const { id } = await made({ input_id: "photo", data: cat, annotation_info: { shift: "night" } });
    const { annotation } = (await work.owner("GET", `/inputs/photo/annotations/${id}`)).body;

    const same = await patch("overwrite", annotation);
    const moved = await patch("merge", { ...annotation, input_id: "film" });
    const noted = await patch("merge", { id, annotation_info: { by: "hand" } });

    expect(same.body.annotations[0]).toMatchObject({ id, data: cat });
    expect([moved.http, moved.body.status.details]).toEqual([400, expect.stringContaining("input_id")]);
    expect(noted.body.annotations[0].annotation_info).toEqual({ shift: "night", by: "hand" });
  });

  it("filters by every field that it takes, and names what it cannot", async () => {
    const mine = await made({ input_id: "input-3", user_id: "rita", data: cat });
    const other = await made({ input_id: "input-4", user_id: "rita", data: cat });
    const ids = async (query: string) =>
      (await work.owner("GET", `/annotations?${query}`)).body.annotations?.map(({ id }: { id: string }) => id);

    expect(await ids(`ids=${mine.id}&ids=${other.id}&input_ids=input-3&input_ids=input-4`)).toEqual([
      mine.id,
      other.id,
    ]);
    expect(await ids(`ids=${mine.id}&ids=${other.id}&input_ids=input-4&input_ids=input-3`)).toEqual([]);
    expect(await ids("model_version_ids=m1")).toEqual([]);
    expect(await ids("workflow_version_ids=w1")).toEqual([]);
    expect(await ids("user_ids=rita&model_version_ids=m1&workflow_version_ids=w1")).toEqual([mine.id, other.id]);
    const unpaired = await work.owner("GET", `/annotations?ids=${mine.id}&ids=${other.id}&input_ids=input-4`);
    expect([unpaired.http, unpaired.body.status.code]).toEqual([400, 11102]);
  });

  it("deletes all that was said of an input, but nothing that is submitted", async () => {
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana") } });
    await made({ input_id: "input-1", data: cat });
    await made({ input_id: "input-1", user_id: "ben", data: cat });
    const [given] = await work.start("ana", id);
    if (given === undefined) throw new Error("nothing was given");
    await work.answer("ana", id, given, "cat");
    const left = async (input: string) =>
      (await work.owner("GET", `/annotations?input_ids=${input}`)).body.annotations.length;

    const cleared = await work.owner("DELETE", "/annotations", { input_ids: ["input-1"] });
    const submitted = await work.owner("DELETE", "/annotations", { input_ids: [given.input.id] });
    const missing = await work.owner("DELETE", "/annotations", { input_ids: ["nothing"] });
    const nothing = await work.owner("DELETE", "/annotations", {});

    expect([cleared.http, await left("input-1")]).toEqual([200, 0]);
    expect([submitted.http, submitted.body.status.code]).toEqual([403, 24156]);
    expect(await left(given.input.id)).toBeGreaterThan(0);
    expect([missing.http, missing.body.status.code]).toEqual([404, 30102]);
    expect(nothing.http).toBe(400);
  });

  it("takes a worker's deletion by input for their own labels", async () => {
    await made({ input_id: "input-2", user_id: "ben", data: cat });
    await made({ input_id: "input-2", user_id: "ana", data: cat });

    const { http } = await work.as("ana")("DELETE", "/annotations", { input_ids: ["input-2"] });

    const { body } = await work.owner("GET", "/annotations?input_ids=input-2");
    expect([http, body.annotations.map(({ user_id }: { user_id: string }) => user_id)]).toEqual([200, ["ben"]]);
  });

  it("answers a path with a slash at its end like the one without", async () => {
    const { http, body } = await work.owner("GET", "/annotations/?per_page=1");
    const task = await work.owner("GET", "/v2/users/labeldesk/apps/T1/tasks/");

    expect([http, body.annotations.length, task.http]).toEqual([200, 1, 200]);
  });
});
