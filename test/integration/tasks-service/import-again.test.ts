import { afterAll, describe, expect, it } from "@jest/globals";
import type { Send } from "../../../src/tasks-service/import/service-answers.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createFolder, openImport, PIXEL } from "./open-import.ts";
import { seed } from "./open-service.ts";

const folder = createFolder();
afterAll(() => folder.remove());

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join("\n");

/** Inputs of every kind, with all that an input can have. */
const everyKind = [
  {
    id: "picture",
    data: {
      image: { base64: PIXEL.toString("base64") },
      metadata: { file: "a.png", deep: { list: [1, "2", null, { x: 0.1 }] }, tweet: "9007199254740993", big: 2 ** 60 },
      concepts: [{ id: "cat", name: "Cat", value: 1 }],
      regions: [
        {
          id: "r1",
          region_info: { bounding_box: { top_row: 0.1, left_col: 0.2, bottom_row: 0.3, right_col: 0.4 } },
          data: { concepts: [{ id: "dog", value: 0 }] },
        },
      ],
      geo: { geo_point: { longitude: -30, latitude: 40.5 } },
    },
    dataset_ids: ["first", "second set/ü?"],
  },
  { id: "film", data: { video: { url: "https://example.com/a.mp4" } }, dataset_ids: ["first"] },
  { id: "sound", data: { audio: { url: "https://example.com/a.mp3" } } },
  { id: "comma, inside", data: { text: { raw: "a" } } },
  { id: " spaced id/ü ", data: { text: { raw: "  one\u2028two\r\n\ttext  " }, metadata: { note: "" } } },
];

describeOnBothEngines("an import of what the service lists", (newTarget) => {
  it("makes the same inputs in a fresh app, as often as it is run", async () => {
    const from = await openImport(newTarget());
    const into = await openImport(newTarget());
    for (const id of ["first", "second set/ü?"]) await from.owner("POST", "/datasets", { datasets: [{ id }] });
    await from.owner("POST", "/inputs", { inputs: everyKind });
    const listed = (await from.owner("GET", "/inputs")).body.inputs;
    const file = folder.write("listed.jsonl", lines(listed));

    const first = await into.run([file]);
    const second = await into.run([file]);

    const again = (await into.owner("GET", "/inputs")).body.inputs;
    const withoutTimes = (inputs: Record<string, unknown>[]) =>
      inputs.map(({ created_at, modified_at, ...input }) => input);
    expect(first).toMatchObject({ counts: { added: 5, bad: 0 }, bad: {} });
    expect(second).toMatchObject({ counts: { added: 0, duplicates: 5, bad: 0 } });
    expect(withoutTimes(again)).toEqual(withoutTimes(listed));
    await from.service.close();
    await into.service.close();
  });

  it("takes a taken id with other content for a bad row", async () => {
    const into = await openImport(newTarget());
    await into.run([folder.write("old.jsonl", lines([{ id: "1", text: "old", colour: "red" }]))]);
    const rows = [
      { id: "1", text: "new", size: 3 },
      { id: "1", text: "old", colour: "red" },
      { id: "1", text: "old", colour: "blue" },
    ];
    const before = await into.inputs();

    const { counts, bad } = await into.run([folder.write("changed.jsonl", lines(rows))]);

    expect(counts).toEqual({ added: 0, replaced: 0, duplicates: 1, bad: 2 });
    expect(bad).toEqual({
      1: expect.stringMatching(/id "1".*other content \(text, metadata\).*--replace/),
      3: expect.stringMatching(/other content \(metadata\)/),
    });
    expect(await into.inputs()).toEqual(before);
    await into.service.close();
  });

  it("puts rows in the place of what has their ids when told to, and keeps the labels of what is still the same to see", async () => {
    const into = await openImport(newTarget());
    await seed(into.owner, { inputs: 2 });
    await into.owner("POST", "/datasets", { datasets: [{ id: "kept" }] });
    await into.owner("POST", "/datasets/kept/inputs", { dataset_inputs: [{ input: { id: "input-1" } }] });
    for (const id of ["input-0", "input-1"]) {
      const label = { input_id: id, data: { concepts: [{ id: "cat", value: 1 }] } };
      await into.owner("POST", "/annotations", { annotations: [label] });
    }
    const rows = [
      { id: "input-0", text: "text 0", colour: "blue", dataset_ids: ["late"] },
      { id: "input-1", text: "another text", dataset_ids: ["late"] },
      { id: "input-1", text: "a third text" },
      { id: "input-2", text: "new" },
    ];
    const list = folder.write("replacing.jsonl", lines(rows));

    const first = await into.run([list], { replace: true });
    const second = await into.run([folder.write("last.jsonl", lines([rows[0], rows[2], rows[3]]))], { replace: true });

    const inputs = await into.inputs();
    const labels = (await into.owner("GET", "/annotations")).body.annotations;
    expect(first).toMatchObject({ counts: { added: 1, replaced: 3, duplicates: 0, bad: 0 }, bad: {} });
    expect(second.counts).toEqual({ added: 0, replaced: 0, duplicates: 3, bad: 0 });
    expect(inputs["input-0"]).toMatchObject({
      data: { text: { raw: "text 0" }, metadata: { colour: "blue" } },
      dataset_ids: ["late"],
    });
    expect(inputs["input-1"]?.data).toEqual({ text: { raw: "a third text" } });
    expect(inputs["input-1"]?.dataset_ids).toEqual(["kept", "late"]);
    expect(labels.map(({ input_id }: { input_id: string }) => input_id)).toEqual(["input-0"]);
    await into.service.close();
  });
});

describe("an import", () => {
  it("names rows without an id by all of their content, whatever its order", async () => {
    const into = await openImport();
    const rows = [
      '{"text": "same", "colour": "red", "size": 1}',
      '{"size": 1, "text": "same", "colour": "red"}',
      '{"text": "same", "colour": "blue"}',
      '{"text": "same "}',
    ];

    const { counts } = await into.run([folder.write("nameless.jsonl", rows.join("\n"))]);

    expect(counts).toEqual({ added: 3, replaced: 0, duplicates: 1, bad: 0 });
    await into.service.close();
  });

  it("puts what is there already into the datasets of its rows", async () => {
    const into = await openImport();
    const list = folder.write("members.jsonl", lines([{ id: "1", text: "a", dataset_ids: ["own"] }]));
    await into.run([folder.write("before.jsonl", lines([{ id: "1", text: "a" }]))]);

    const { counts } = await into.run([list], { dataset: "all" });

    expect(counts).toMatchObject({ added: 0, duplicates: 1 });
    expect((await into.inputs())["1"]?.dataset_ids).toEqual(expect.arrayContaining(["own", "all"]));
    await into.service.close();
  });

  it("goes on where it was stopped, and loses nothing", async () => {
    const into = await openImport();
    const rows = Array.from({ length: 1950 }, (_, index) => ({ id: `n${index}`, text: `t ${index}` }));
    const list = folder.write("many.jsonl", lines(rows));
    let sent = 0;
    const failing: Send = async (method, path, body) => {
      if (path === "/inputs") sent += 1;
      if (sent > 2) throw new Error("the line is cut");
      return into.send(method, path, body);
    };

    await expect(into.run([list], { send: failing, dataset: "all" })).rejects.toThrow("the line is cut");
    const half = (await into.owner("GET", "/inputs/status")).body.counts.processed;
    const seen: number[] = [];
    const { counts } = await into.run([list], {
      dataset: "all",
      onProgress: ({ read, total }) => seen.push(read / total),
    });

    expect(half).toBeGreaterThan(0);
    expect(counts).toEqual({ added: 1950 - half, replaced: 0, duplicates: half, bad: 0 });
    expect((await into.owner("GET", "/inputs/status")).body.counts.processed).toBe(1950);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await into.service.close();
  });

  it("finds the one row for whose sake a whole request is refused", async () => {
    const into = await openImport();
    const rows = Array.from({ length: 150 }, (_, index) => ({ id: `n${index}`, text: `t ${index}` }));
    const picky: Send = async (method, path, body) => {
      const isRefused = method === "POST" && path === "/inputs" && JSON.stringify(body).includes('"n77"');
      return isRefused
        ? { httpStatus: 400, body: { status: { code: 11102, details: "No 77 here." } } }
        : into.send(method, path, body);
    };

    const { counts, bad } = await into.run([folder.write("picky.jsonl", lines(rows))], { send: picky });

    expect(counts).toMatchObject({ added: 149, bad: 1 });
    expect(bad).toEqual({ 78: "No 77 here." });
    await into.service.close();
  });
});
