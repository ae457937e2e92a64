import { afterAll, describe, expect, it } from "@jest/globals";
import type { Send } from "../../../src/tasks-service/import/service-answers.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createFolder, openImport, PIXEL } from "./open-import.ts";

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

  it("takes a taken id with another content for a bad row", async () => {
    const into = await openImport(newTarget());
    const old = folder.write(
      "old.jsonl",
      lines([
        { id: "1", text: "old", colour: "red" },
        { id: "2", text: "same" },
      ]),
    );
    const rows = [
      { id: "1", text: "new", size: 3 },
      { id: "2", text: "same" },
      { id: "1", text: "newer", dataset_ids: ["late"] },
    ];
    const changed = folder.write("changed.jsonl", lines(rows));
    await into.run([old]);

    const before = await into.inputs();
    const refused = await into.run([changed]);

    const after = await into.inputs();
    expect(refused.counts).toEqual({ added: 0, replaced: 0, duplicates: 1, bad: 2 });
    expect(refused.bad).toEqual({
      1: expect.stringMatching(/id "1".*other content \(text, metadata\).*--replace/),
      3: expect.stringContaining("--replace"),
    });
    expect(before["1"]?.data).toEqual({ text: { raw: "old" }, metadata: { colour: "red" } });
    expect(after).toEqual(before);
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
      if (sent > 4) throw new Error("the line is cut");
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
