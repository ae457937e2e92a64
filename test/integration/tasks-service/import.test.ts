import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runImport, type Send } from "../../../src/tasks-service/import/run-import.ts";
import { openService } from "./open-service.ts";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("an import", () => {
  const folder = mkdtempSync(join(tmpdir(), "labeldesk-import-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let opened: Awaited<ReturnType<typeof openService>>;
  let send: Send;
  beforeEach(async () => {
    opened = await openService({ kind: "sqlite", path: ":memory:" });
    send = async (method, path, body) => {
      const { http, body: answer } = await opened.owner(method, path, method === "GET" ? undefined : body);
      return { httpStatus: http, body: answer };
    };
  });
  afterEach(() => opened.service.close());

  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const counted = async () => (await opened.owner("GET", "/inputs/status")).body.counts.processed;

  it("takes a folder of images, and the same images again as duplicates", async () => {
    write("photos/a.png", PIXEL);
    write("photos/deep/same.png", PIXEL);
    write("photos/notes.txt", "no image");
    const paths = [join(folder, "photos")];

    const first = await runImport({ paths, send, dataset: "photos" });
    const second = await runImport({ paths, send, dataset: "photos" });

    const members = await opened.owner("GET", "/datasets/photos/inputs");
    expect(first).toMatchObject({ added: 1, duplicates: 1 });
    expect(first.bad).toEqual([
      { where: join(folder, "photos/notes.txt"), reason: expect.stringContaining("is no image") },
    ]);
    expect(second).toMatchObject({ added: 0, duplicates: 2 });
    expect(members.body.dataset_inputs).toHaveLength(1);
    expect(members.body.dataset_inputs[0].input.data.metadata).toEqual({ file: "a.png" });
  });

  it("takes good rows of a CSV file and lists the bad ones with line and reason", async () => {
    write("pixel.png", PIXEL);
    const csv = write(
      "list.csv",
      [
        "id,url,text,file,colour",
        "1,https://example.com/a.png,,,red",
        '2,,"text, with\nline",,',
        "3,,,pixel.png,blue",
        "4,,,,",
        "5,not an address,,,",
        "6,,,../../etc/passwd,",
        "7,https://example.com/b.png",
        "1,https://example.com/c.png,,,",
      ].join("\n"),
    );

    const { added, duplicates, bad } = await runImport({ paths: [csv], send });

    const input = await opened.owner("GET", "/inputs/1");
    expect([added, duplicates]).toEqual([3, 1]);
    expect(bad.map(({ where }) => where.slice(csv.length + 1))).toEqual(["6", "7", "8", "9"]);
    const reasons = ["none of", "begins with https", "outside of the folder", "2 cells"];
    expect(bad.map(({ reason }) => reason)).toEqual(reasons.map((part) => expect.stringContaining(part)));
    expect(input.body.input.data).toEqual({ image: { url: "https://example.com/a.png" }, metadata: { colour: "red" } });
  });

  it("takes JSON lines, whole inputs and short forms", async () => {
    const list = write(
      "list.jsonl",
      [
        '{"id": "whole", "data": {"text": {"raw": "a"}, "concepts": [{"id": "cat", "value": 1}]}}',
        '{"text": "short", "source": {"page": 3}}',
        '{"text": "broken"',
        "[1]",
        '{"id": "odd", "data": {"text": {"raw": "a"}, "colour": "red"}}',
      ].join("\n"),
    );

    const { added, bad } = await runImport({ paths: [list], send });

    expect(added).toBe(2);
    expect(bad.map(({ where }) => where.slice(list.length + 1)).sort()).toEqual(["3", "4", "5"]);
    expect((await opened.owner("GET", "/inputs/whole")).body.input.data.concepts).toEqual([{ id: "cat", value: 1 }]);
  });

  it("goes on where it was stopped, and loses nothing", async () => {
    const list = write(
      "many.jsonl",
      Array.from({ length: 950 }, (_, index) => JSON.stringify({ id: `n${index}`, text: `t ${index}` })).join("\n"),
    );
    let sent = 0;
    const failing: Send = async (...args) => {
      sent += 1;
      if (sent > 4) throw new Error("the line is cut");
      return send(...args);
    };

    await expect(runImport({ paths: [list], send: failing })).rejects.toThrow("the line is cut");
    const half = await counted();
    const seen: number[] = [];
    const rest = await runImport({ paths: [list], send, onProgress: ({ read, total }) => seen.push(read / total) });

    expect(half).toBe(400);
    expect(rest).toEqual({ added: 550, duplicates: 400, bad: [] });
    expect(await counted()).toBe(950);
    expect(seen.at(-1)).toBe(1);
  });
});
