import { afterAll, afterEach, beforeEach, describe, expect, it, test } from "@jest/globals";
import { createFolder, openImport, PIXEL } from "./open-import.ts";

const folder = createFolder();
afterAll(() => folder.remove());
let into: Awaited<ReturnType<typeof openImport>>;
beforeEach(async () => {
  into = await openImport();
});
afterEach(() => into.service.close());

describe("an import of CSV", () => {
  it("takes good rows and lists the bad ones with line and reason", async () => {
    folder.write("pixel.png", PIXEL);
    const csv = folder.write(
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
        "8,https://example.com/b.png,text,,",
        "1,https://example.com/c.png,,,",
        "1,https://example.com/a.png,,,red",
      ].join("\n"),
    );

    const { counts, bad } = await into.run([csv]);

    const inputs = await into.inputs();
    expect(counts).toEqual({ added: 3, replaced: 0, duplicates: 1, bad: 6 });
    expect(bad).toEqual({
      6: expect.stringContaining("none of"),
      7: expect.stringContaining("begins with https"),
      8: expect.stringContaining("outside of the folder"),
      9: expect.stringContaining("2 cells"),
      10: expect.stringContaining("more than one of"),
      11: expect.stringMatching(/other content \(image, metadata\).*--replace/),
    });
    expect(inputs["1"]?.data).toEqual({ image: { url: "https://example.com/a.png" }, metadata: { colour: "red" } });
  });

  test.each([
    ["semicolons", "list.csv", "id;text\n1;a, b\n"],
    ["tabs", "list.tsv", "id\ttext\n1\ta, b\n"],
    ["tabs in a .csv", "list.csv", "id\ttext\n1\ta, b\n"],
    ["bars", "list.csv", "id|text\n1|a, b\n"],
    ["what a line for Excel says", "list.csv", "sep=;\r\nid;text\r\n1;a, b\r\n"],
    ["what it says in quotes", "list.csv", '"sep=~"\nid~text\n1~a, b\n'],
    ["commas, in a .TSV", "list.TSV", 'id,text\n1,"a, b"\n'],
  ])("reads cells that are parted by %s", async (_what, name, text) => {
    const { counts } = await into.run([folder.write(name, text)]);

    expect(counts).toMatchObject({ added: 1, bad: 0 });
    expect((await into.inputs())["1"]?.data).toEqual({ text: { raw: "a, b" } });
  });

  it("counts the line for Excel among the lines", async () => {
    const { bad } = await into.run([folder.write("excel.csv", 'sep=,\r\nid,text\r\n1,"a\r\nb"\r\n2,\r\n')]);

    expect(Object.keys(bad)).toEqual(["5"]);
  });

  it("keeps texts, names of columns and ids as they are", async () => {
    const csv = folder.write("odd.csv", ', ID ,Text,Größe,empty\n0,007,"  e\u0301 \r\n\u2028ﬁ ",\u00a0XL ,\n');

    await into.run([csv]);

    expect((await into.inputs())["007"]?.data).toEqual({
      text: { raw: "  e\u0301 \r\n\u2028ﬁ " },
      metadata: { "column 1": "0", Größe: "\u00a0XL " },
    });
  });

  it("reads metadata, datasets and whole data of cells", async () => {
    const csv = folder.write(
      "cells.csv",
      'id,text,metadata,dataset_ids,data\n1,a,"{""n"":9007199254740993}","x, y",\n2,,,,"{""text"":{""raw"":""b""}}"\n3,c,[1],,\n',
    );

    const { bad } = await into.run([csv]);

    const inputs = await into.inputs();
    expect(inputs["1"]).toMatchObject({ data: { metadata: { n: "9007199254740993" } }, dataset_ids: ["x", "y"] });
    expect(inputs["2"]?.data).toEqual({ text: { raw: "b" } });
    expect(bad).toEqual({ 4: expect.stringContaining('cell "metadata" that is not a JSON object') });
  });

  test.each([
    ["two columns of one name", "id,text,Colour,Colour\n1,a,b,c\n", '"Colour" for the columns 3 and 4'],
    ["two known columns of one name", "id,TEXT,text\n1,a,b\n", '"text" for the columns 2 and 3'],
    ["no header", "https://example.com/a.png\nhttps://example.com/b.png\n", "the first line must name the columns"],
  ])("reads no row of a file with %s, and says why", async (_what, text, words) => {
    const { counts, bad } = await into.run([folder.write("header.csv", text)]);

    expect(counts).toEqual({ added: 0, replaced: 0, duplicates: 0, bad: 1 });
    expect(bad).toEqual({ 1: expect.stringContaining(words) });
  });

  it("refuses a file in another encoding before its first row, and reads it when the encoding is named", async () => {
    const latin = folder.write("latin.csv", Buffer.from("id,text\n1,plain\n2,Café crème\n", "latin1"));

    const refused = await into.run([latin, folder.write("good.csv", "id,text\n3,c\n")]);
    const taken = await into.run([latin], { encoding: "windows-1252" });

    expect(refused.counts).toMatchObject({ added: 1, bad: 1 });
    expect(refused.bad).toEqual({ "latin.csv": expect.stringContaining("--encoding windows-1252") });
    expect(taken.counts).toMatchObject({ added: 2, bad: 0 });
    expect((await into.inputs())["2"]?.data).toEqual({ text: { raw: "Café crème" } });
  });
});

describe("an import of JSON lines", () => {
  it("takes whole inputs and short forms, and says what is wrong with the others", async () => {
    const list = folder.write(
      "list.jsonl",
      [
        '{"id": "whole", "data": {"text": {"raw": "a"}, "concepts": [{"id": "cat", "value": 1}]}, "createdAt": "2026-01-01T00:00:00Z"}',
        '{"text": "short", "source": {"page": 3}, "note": "", "none": null}',
        "",
        '{"text": "broken"',
        "[1]",
        '{"id": "odd", "data": {"text": {"raw": "a"}, "colour": "red"}}',
        '{"id": "more", "data": {"text": {"raw": "a"}}, "colour": "red"}',
        '{"id": true, "text": "a"}',
        '{"id": 1.5, "text": "a"}',
        '{"id": "number", "text": 5}',
        '{"text": "a", "metadata": 5}',
        '{"text": "a", "metadata": {"x": 1}, "x": 2}',
        '{"text": "a\\u0000b"}',
        '{"text": "a", "text": "b"}',
        '{"text": "in none", "dataset_ids": [".."]}',
      ].join("\n"),
    );

    const { counts, bad } = await into.run([list]);

    const inputs = await into.inputs();
    expect(counts).toMatchObject({ added: 2, bad: 12 });
    expect(bad).toEqual({
      4: expect.stringContaining("is not JSON"),
      5: expect.stringContaining("not a JSON object"),
      6: expect.stringContaining('"data.colour" is not a field'),
      7: expect.stringContaining('"colour" is not a field'),
      8: expect.stringContaining("neither text nor a whole number"),
      9: expect.stringContaining("neither text nor a whole number"),
      10: expect.stringContaining("text in quotes"),
      11: expect.stringContaining("metadata"),
      12: expect.stringContaining('"x" in its metadata and beside it'),
      13: expect.stringContaining("NUL"),
      14: expect.stringContaining("Duplicate key"),
      15: expect.stringContaining('dataset ".."'),
    });
    expect(Object.values(inputs)[1]?.data).toEqual({
      text: { raw: "short" },
      metadata: { source: { page: 3 }, note: "", none: null },
    });
  });

  it("keeps what JavaScript's own readers would change", async () => {
    const list = folder.write(
      "kept.jsonl",
      '\uFEFF{"id": 9007199254740993, "text": "one\u2028line\u2029only", "tweet": 1234567890123456789}\r\n' +
        '{"id": 12345678901234567000, "text": "a"}\n' +
        '{"id": "p", "text": "a", "problem": "x", "__proto__": 1, "price": 1.50}',
    );

    const { counts } = await into.run([list]);

    const inputs = await into.inputs();
    expect(counts).toMatchObject({ added: 3, bad: 0 });
    expect(inputs["12345678901234567000"]?.data).toEqual({ text: { raw: "a" } });
    expect(inputs["9007199254740993"]?.data).toEqual({
      text: { raw: "one\u2028line\u2029only" },
      metadata: { tweet: "1234567890123456789" },
    });
    expect(JSON.stringify(inputs["p"]?.data)).toContain('{"problem":"x","__proto__":1,"price":1.5}');
  });

  it("refuses what is above a limit of the service in that row alone, in the service's words", async () => {
    const many = Array.from({ length: 33 }, (_, index) => `d${index}`);
    const rows = [
      { id: "good", text: "a" },
      { id: "x".repeat(257), text: "a" },
      { id: "text", text: "x".repeat(1_000_001) },
      { id: "metadata", text: "a", note: "x".repeat(70_000) },
      { id: "datasets", text: "a", dataset_ids: many },
      {
        id: "values",
        data: { text: { raw: "a" }, embeddings: [{ vector: Array.from({ length: 260_000 }, () => 1) }] },
      },
      { id: "last", text: "a" },
    ];
    const list = folder.write("large.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));

    const { counts, bad } = await into.run([list]);

    expect(counts).toMatchObject({ added: 2, bad: 5 });
    expect(Object.keys(await into.inputs())).toEqual(["good", "last"]);
    expect(bad).toEqual({
      2: expect.stringContaining("256"),
      3: expect.stringMatching(/1,?000,?000/),
      4: expect.stringMatching(/65,?536/),
      5: expect.stringContaining("32"),
      6: expect.stringMatching(/250,?000/),
    });
  });

  it("takes addresses by the kind of what they lead to", async () => {
    const urls = [
      "HTTPS://EXAMPLE.COM/a.png",
      "https://example.com/a.mp3",
      "http://example.com/a.MP4?x",
      "s3://b/c.png",
    ];
    const list = folder.write(
      "urls.jsonl",
      [...urls, "https://example.com/a.pdf", "ftp://example.com/a.png"]
        .map((url) => JSON.stringify({ id: url, url }))
        .join("\n"),
    );

    const { bad } = await into.run([list]);

    const inputs = await into.inputs();
    expect(urls.map((url) => inputs[url]?.data)).toEqual([
      { image: { url: urls[0] } },
      { audio: { url: urls[1] } },
      { video: { url: urls[2] } },
      { image: { url: urls[3] } },
    ]);
    expect(bad).toEqual({ 5: expect.stringContaining(".pdf"), 6: expect.stringContaining("https or http") });
  });
});
