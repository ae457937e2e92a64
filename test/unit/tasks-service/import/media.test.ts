import { describe, expect, test } from "@jest/globals";
import { kindOfUrl, mediaData } from "../../../../src/tasks-service/import/media.ts";

describe("what an address leads to", () => {
  test.each([
    ["https://example.com/a.png", "image"],
    ["https://example.com/photo", "image"],
    ["https://example.com/show.php?file=a.mp4", "image"],
    ["HTTPS://EXAMPLE.COM/A.MP3", "audio"],
    ["https://example.com/a.wav?download=1", "audio"],
    ["https://example.com/clip.webm#t=3", "video"],
    ["https://example.com/notes.txt", "text"],
  ])("%s is %s", (url, kind) => {
    expect(kindOfUrl(url)).toBe(kind);
  });

  test.each(["https://example.com/paper.pdf", "https://example.com/list.CSV", "https://example.com/all.zip"])(
    "%s is nothing that can be labeled",
    (url) => {
      expect(kindOfUrl(url)).toEqual({ problem: expect.stringContaining("is no image") });
    },
  );
});

describe("what a file holds", () => {
  const bitmap = Buffer.alloc(60);
  bitmap.write("BM");
  bitmap.writeUInt32LE(40, 14);
  const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

  test.each<[string, Buffer, string]>([
    ["a PNG", latin1("\x89PNG\r\n\x1a\n…"), "image"],
    ["a bitmap", bitmap, "image"],
    ["a WebP", latin1("RIFF\0\0\0\0WEBPVP8 "), "image"],
    ["an AVI", latin1("RIFF\0\0\0\0AVI LIST"), "video"],
    ["an MP4", latin1("\0\0\0\x18ftypisom\0\0\0\0"), "video"],
    ["an M4A", latin1("\0\0\0\x18ftypM4A \0\0\0\0"), "audio"],
    ["a WAV", latin1("RIFF\0\0\0\0WAVEfmt "), "audio"],
    ["an MP3 with tags", latin1("ID3\x04\0\0"), "audio"],
    ["an MP3 without", latin1("\xff\xfb\x90\x64\0\0"), "audio"],
    ["an Ogg", latin1(`OggS\0\x02${"\0".repeat(22)}\x01vorbis`), "audio"],
  ])("%s is known by its bytes", (_what, bytes, kind) => {
    expect(mediaData(bytes)).toEqual({ [kind]: { base64: bytes.toString("base64") } });
  });

  test.each<[string, Buffer]>([
    ["a text that begins with BM", latin1("BMW is a maker of cars, and of motorcycles")],
    ["a page", latin1("<html>no image</html>")],
    ["UTF-16 with its mark", latin1("\xff\xfeh\0i\0")],
    ["a HEIC image, which browsers do not show", latin1("\0\0\0\x18ftypheic\0\0\0\0")],
    ["nothing", Buffer.alloc(0)],
  ])("%s is none", (_what, bytes) => {
    expect(mediaData(bytes)).toBeUndefined();
  });
});
