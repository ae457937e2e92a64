import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import sharp, { type Sharp } from "sharp";
import { createPictureConverter } from "../../../src/pictures/convert-picture.ts";

const convert = createPictureConverter();

/** What came of a file: its metadata and its pixels, three bytes each. */
async function show(file: Uint8Array) {
  const result = await convert(file);
  if (!result.ok) throw new Error(result.error);
  const { data, info } = await sharp(result.value.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): readonly number[] => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { ...result.value, about: await sharp(result.value.bytes).metadata(), at };
}

const isNear = (color: readonly number[], wanted: readonly number[], by = 12): boolean =>
  color.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= by);

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];

/** Red on the left, blue on the right. */
const redAndBlue = (width: number, height: number, [red, blue] = ["#ff0000", "#0000ff"]) =>
  sharp({ create: { width, height, channels: 3, background: red ?? "" } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: blue ?? "" } },
      left: width / 2,
      top: 0,
    },
  ]);

describe("a picture as Slack gets it", () => {
  test.each([
    ["JPEG", "jpeg", (picture: Sharp) => picture.jpeg()],
    ["progressive JPEG", "jpeg", (picture: Sharp) => picture.jpeg({ progressive: true })],
    ["CMYK JPEG", "jpeg", (picture: Sharp) => picture.toColourspace("cmyk").jpeg({ quality: 100 })],
    ["PNG", "png", (picture: Sharp) => picture.png()],
    ["PNG of 16 bits", "png", (picture: Sharp) => picture.toColourspace("rgb16").png()],
    ["WebP", "jpeg", (picture: Sharp) => picture.webp({ lossless: true })],
    ["AVIF", "jpeg", (picture: Sharp) => picture.avif({ quality: 90 })],
    ["TIFF", "jpeg", (picture: Sharp) => picture.tiff({ compression: "lzw" })],
    ["CMYK TIFF", "jpeg", (picture: Sharp) => picture.toColourspace("cmyk").tiff()],
    ["GIF", "png", (picture: Sharp) => picture.gif()],
  ])("of a %s is a %s in sRGB that looks the same", async (_name, format, encode) => {
    // Colours that print: what CMYK cannot say comes back as another.
    const shown = await show(await encode(redAndBlue(400, 300, ["#966e64", "#5a6e8c"])).toBuffer());

    expect(shown.format).toBe(format);
    expect(shown.about).toMatchObject({ format, width: 400, height: 300, space: "srgb", depth: "uchar" });
    expect(
      [shown.at(50, 150), shown.at(350, 150)].map((color, side) =>
        isNear(color, side === 0 ? [150, 110, 100] : [90, 110, 140]),
      ),
    ).toEqual([true, true]);
  });

  test("of grey stays grey", async () => {
    const shown = await show(
      await sharp({ create: { width: 300, height: 300, channels: 3, background: "#808080" } })
        .greyscale()
        .png()
        .toBuffer(),
    );

    expect(shown.at(10, 10)).toEqual([128, 128, 128]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "is turned as its EXIF says (%s), and says nothing of it any more",
    async (orientation) => {
      const file = await redAndBlue(400, 300)
        .composite([
          { input: { create: { width: 200, height: 300, channels: 3, background: "#0000ff" } }, left: 200, top: 0 },
          { input: { create: { width: 400, height: 60, channels: 3, background: "#00ff00" } }, left: 0, top: 0 },
        ])
        .withMetadata({ orientation, exif: { IFD0: { Copyright: "somebody" } } })
        .png()
        .toBuffer();
      const expected = await sharp(file).autoOrient().removeAlpha().raw().toBuffer();

      const shown = await show(file);

      expect(shown.about.orientation).toBeUndefined();
      expect(shown.about.exif).toBeUndefined();
      expect(expected.equals(await sharp(shown.bytes).removeAlpha().raw().toBuffer())).toBe(true);
      expect([shown.about.width, shown.about.height]).toEqual(orientation < 5 ? [400, 300] : [300, 400]);
    },
  );

  test("is at most 1,600 pixels long", async () => {
    expect((await show(await redAndBlue(4_000, 1_000).jpeg().toBuffer())).about).toMatchObject({
      width: 1_600,
      height: 400,
    });
    expect(
      (await show(await redAndBlue(2, 3_000).withMetadata({ orientation: 6 }).png().toBuffer())).about,
    ).toMatchObject({ width: 1_600, height: 1 });
  });

  test("of an animation is its first frame", async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 300, height: 300, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = await Promise.all([frame("#ff0000"), frame("#0000ff")]);
    const file = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(file).metadata()).pages).toBe(2);

    const shown = await show(file);

    expect(shown.about).toMatchObject({ width: 300, height: 300 });
    expect(isNear(shown.at(100, 100), RED)).toBe(true);
  });

  test("is on white where it is transparent", async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const shown = await show(
      await sharp({ create: { width: 300, height: 300, channels: 4, background: clear } })
        .png()
        .toBuffer(),
    );

    expect(shown.about.hasAlpha).toBe(false);
    expect(shown.at(10, 10)).toEqual([255, 255, 255]);
  });

  test("of a digit is enlarged by a whole number, each pixel to a square", async () => {
    const pixels = Buffer.from(Array.from({ length: 28 * 20 }, (_, at) => (at * 37) % 256));
    const digit = await sharp(pixels, { raw: { width: 28, height: 20, channels: 1 } })
      .png()
      .toBuffer();

    const shown = await show(digit);

    expect(shown.about).toMatchObject({ width: 280, height: 200 });
    for (let y = 0; y < 200; y += 1)
      for (let x = 0; x < 280; x += 1)
        if (shown.at(x, y)[0] !== pixels[Math.floor(y / 10) * 28 + Math.floor(x / 10)])
          throw new Error(`not at ${x}, ${y}`);
  });

  test("of a single pixel can be seen, and one of 280 is left alone", async () => {
    expect((await show(await redAndBlue(2, 1).png().toBuffer())).about).toMatchObject({ width: 280, height: 140 });
    expect((await show(await redAndBlue(280, 20).jpeg().toBuffer())).about).toMatchObject({ width: 280, height: 20 });
  });
});

describe("a drawing (SVG)", () => {
  const svg = (inner: string, size = 'width="20" height="10"') =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} viewBox="0 0 20 10">${inner}</svg>`,
    );

  test.each(['width="20" height="10"', 'width="9000" height="4500"', ""])(
    "of any size (%s) is drawn sharply",
    async (size) => {
      const shown = await show(
        svg('<rect width="10" height="10" fill="red"/><rect x="10" width="10" height="10" fill="blue"/>', size),
      );

      expect(shown.about).toMatchObject({ format: "png", width: 1_600, height: 800 });
      expect([shown.at(790, 400), shown.at(810, 400)]).toEqual([RED, BLUE]);
    },
  );

  test("loads nothing from outside of itself", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const folder = await mkdtemp(join(tmpdir(), "labeldesk-svg-"));
    try {
      const { port } = server.address() as AddressInfo;
      const there = join(folder, "there.png");
      await writeFile(there, await redAndBlue(20, 10).png().toBuffer());
      const all = 'x="0" y="0" width="20" height="10"';
      const addresses = [`http://127.0.0.1:${port}/a.png`, `file://${there}`, there];
      const images = addresses.flatMap((address) => [
        `<image ${all} href="${address}"/>`,
        `<image ${all} xlink:href="${address}"/>`,
        `<use href="${address}#x"/>`,
        `<style>@import url("${address}"); rect { fill: url("${address}#x") }</style>`,
        `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${address}" parse="text"/>`,
      ]);

      const shown = await show(svg(images.join("")));

      expect(shown.at(100, 400)).toEqual([255, 255, 255]);
      expect(asked).toEqual([]);
    } finally {
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** A PNG that says how large it is, and holds one line. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length, 0);
    head.write(type, 4, "latin1");
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])), 0);
    return Buffer.concat([head, data, crc]);
  };
  const about = Buffer.alloc(13);
  about.writeUInt32BE(width, 0);
  about.writeUInt32BE(height, 4);
  about.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", about),
    chunk("IDAT", deflateSync(Buffer.alloc(100))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe("what cannot be shown", () => {
  test.each([
    ["nothing", async () => Buffer.alloc(0)],
    ["text", async () => Buffer.from("hello")],
    ["a web page", async () => Buffer.from("<!doctype html><html><body>Not found</body></html>")],
    ["a PDF", async () => Buffer.from("%PDF-1.4\n%%EOF")],
    ["half a JPEG", async () => (await redAndBlue(800, 800).jpeg().toBuffer()).subarray(0, 2_000)],
    ["half a PNG", async () => bomb(500, 500)],
  ])("is said in a sentence: %s", async (_name, make) => {
    const result = await convert(await make());

    expect(result).toEqual({
      ok: false,
      error: expect.stringMatching(/^The file of this picture cannot be read: .*\.$/),
    });
  });

  test("is what is larger than 400 million pixels, and is not read for that", async () => {
    const result = await convert(bomb(20_001, 20_000));

    expect(result).toEqual({
      ok: false,
      error: expect.stringContaining("20001 × 20000 pixels, and pictures may have 400 million"),
    });
  });

  test("is what would have to be read at once and has more than 64 million", async () => {
    const small = await redAndBlue(16, 16).jpeg({ progressive: true }).toBuffer();

    expect(await convert(withSize(small, "progressive", 8_001, 8_000))).toEqual({
      ok: false,
      error: expect.stringContaining("pictures of this kind may have 64 million"),
    });
  });
});

/** Where a JPEG says its size, by how it is coded: "start of frame" (ITU-T T.81, B.2.2). */
const START_OF_FRAME = { baseline: Buffer.from([0xff, 0xc0]), progressive: Buffer.from([0xff, 0xc2]) };

/** The JPEG, saying of itself that it is as large as this. */
function withSize(jpeg: Buffer, coding: keyof typeof START_OF_FRAME, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.indexOf(START_OF_FRAME[coding]);
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

/**
 * A red JPEG, its side a multiple of 16: its first row of blocks is coded, and repeated after restart markers (ITU-T T.81, B.2.1),
 * since coding all of it takes seconds.
 */
async function redSquare(side: number): Promise<Buffer> {
  const row = await sharp({ create: { width: side, height: 16, channels: 3, background: "#ff0000" } })
    .jpeg()
    .toBuffer();
  const scan = row.indexOf(Buffer.from([0xff, 0xda]));
  const coded = scan + 2 + row.readUInt16BE(scan + 2);
  const blocks = side / 16;
  const interval = Buffer.from([0xff, 0xdd, 0, 4, blocks >> 8, blocks & 0xff]);
  const rows = Array.from({ length: blocks }, (_, at) => [
    row.subarray(coded, -2),
    Buffer.from(at + 1 < blocks ? [0xff, 0xd0 + (at % 8)] : [0xff, 0xd9]),
  ]);
  const whole = Buffer.concat([row.subarray(0, scan), interval, row.subarray(scan, coded), ...rows.flat()]);
  return withSize(whole, "baseline", side, side);
}

test("a picture of 20,000 × 20,000 pixels is shown without being held in memory", async () => {
  const file = await redSquare(20_000);
  const before = process.resourceUsage().maxRSS;

  const shown = await show(file);

  expect(shown.about).toMatchObject({ width: 1_600, height: 1_600 });
  expect([shown.at(0, 0), shown.at(1_599, 1_599)].every((color) => isNear(color, RED))).toBe(true);
  // The pixels alone are 1.2 GB.
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(300e6);
});
