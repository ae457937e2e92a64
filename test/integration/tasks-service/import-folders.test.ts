import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder, openImport, PIXEL } from "./open-import.ts";

const folder = createFolder();
afterAll(() => folder.remove());
let into: Awaited<ReturnType<typeof openImport>>;
beforeEach(async () => {
  into = await openImport();
});
afterEach(() => into.service.close());

/** Another picture. */
const variant = (mark: string): Buffer => Buffer.concat([PIXEL, Buffer.from(mark)]);

describe("an import of a folder", () => {
  it("takes its images, and the same images again as there already", async () => {
    folder.write("photos/a.png", PIXEL);
    folder.write("photos/deep/same.png", PIXEL);
    folder.write("photos/notes.txt", "no image");

    const first = await into.run([folder.in("photos")], { dataset: "photos" });
    const second = await into.run([folder.in("photos")], { dataset: "photos" });

    const members = await into.owner("GET", "/datasets/photos/inputs");
    expect(first.counts).toEqual({ added: 1, replaced: 0, duplicates: 1, bad: 1 });
    expect(first.bad).toEqual({ "notes.txt": expect.stringContaining("is no image") });
    expect(second.counts).toMatchObject({ added: 0, duplicates: 2 });
    expect(members.body.dataset_inputs).toHaveLength(1);
    expect(members.body.dataset_inputs[0].input.data.metadata).toEqual({ file: "a.png" });
  });

  it("takes files by what they hold, and says of every other what it is", async () => {
    folder.write("mixed/film.mp4", Buffer.from("\0\0\0\x18ftypisom\0\0\0\0", "latin1"));
    folder.write("mixed/sound.mp3", Buffer.from("ID3\x04\0\0", "latin1"));
    folder.write("mixed/really-a-png.jpg", PIXEL);
    folder.write("mixed/page.png", "<html>");
    folder.write("mixed/empty.png", "");
    folder.write("mixed/list.csv", "id,text\n1,a\n");
    folder.write("mixed/answer.json", "{}");
    folder.write("mixed/huge.png", Buffer.concat([PIXEL, Buffer.alloc(20 * 1024 * 1024)]));

    const { counts, bad } = await into.run([folder.in("mixed")]);

    const kinds = Object.values(await into.inputs()).map(({ data }) => Object.keys(data ?? {})[0]);
    expect(kinds.sort()).toEqual(["audio", "image", "video"]);
    expect(counts).toMatchObject({ added: 3, bad: 5 });
    expect(bad).toEqual({
      "page.png": expect.stringContaining("whatever its name says"),
      "empty.png": "is empty",
      "list.csv": expect.stringContaining("by its own name"),
      "answer.json": expect.stringContaining(".jsonl"),
      "huge.png": "is larger than 20 MiB",
    });
  });

  it("follows no link out of it, waits for no pipe, and says what it passes over", async () => {
    folder.write("outside/secret.png", variant("secret"));
    folder.write("links/a.png", PIXEL);
    folder.write("links/sub/b.png", variant("b"));
    folder.write("links/.hidden/c.png", variant("c"));
    folder.write("links/.thumb.png", variant("d"));
    const link = (name: string, target: string) => symlinkSync(target, folder.in(`links/${name}`));
    link("also-a.png", "a.png");
    link("secret.png", "../outside/secret.png");
    link("elsewhere", "../outside");
    link("nothing.png", "gone.png");
    link("itself.png", "itself.png");
    link("again", ".");
    execFileSync("mkfifo", [folder.in("links/pipe.png")]);

    const { counts, bad, passedOver } = await into.run([folder.in("links")]);

    expect(counts).toEqual({ added: 2, replaced: 0, duplicates: 1, bad: 5 });
    expect(bad).toEqual({
      "secret.png": "is a link that leaves the folder",
      elsewhere: "is a link that leaves the folder",
      "nothing.png": "is a link to nothing",
      "itself.png": "is a link that leads back to itself",
      "pipe.png": "is neither a file nor a folder",
    });
    expect(passedOver).toEqual([".hidden", ".thumb.png", "again"]);
  });

  it("takes a link or a hidden folder that was named", async () => {
    folder.write(".named/a.png", PIXEL);
    symlinkSync(".named", folder.in("named"));

    const { counts } = await into.run([folder.in("named"), folder.in(".named/a.png")]);

    expect(counts).toEqual({ added: 1, replaced: 0, duplicates: 1, bad: 0 });
  });

  it("begins nothing when a path leads to nothing", async () => {
    const good = folder.write("good.csv", "id,text\n1,a\n");

    await expect(into.run([good, folder.in("gone.csv")])).rejects.toThrow(/There is no file or folder .*gone\.csv/);
    expect(await into.inputs()).toEqual({});
  });
});

describe("a file that a list names", () => {
  it("lies beside it, and is reached by no link from elsewhere", async () => {
    folder.write("elsewhere/secret.png", variant("secret"));
    folder.write("lists/pictures/a.png", PIXEL);
    symlinkSync("../elsewhere/secret.png", folder.in("lists/link.png"));
    symlinkSync("../elsewhere", folder.in("lists/way"));
    const names = ["pictures/a.png", "link.png", "way/secret.png", "../elsewhere/secret.png", "gone.png", "pictures"];
    const list = folder.write("lists/files.jsonl", names.map((file) => JSON.stringify({ id: file, file })).join("\n"));

    const { counts, bad } = await into.run([list]);

    expect(counts).toMatchObject({ added: 1, bad: 5 });
    expect(bad).toEqual({
      2: expect.stringContaining("link that leaves the folder of the list"),
      3: expect.stringContaining("link that leaves the folder of the list"),
      4: expect.stringContaining("outside of the folder of the list"),
      5: expect.stringContaining("does not exist"),
      6: expect.stringContaining("is no file"),
    });
  });
});
