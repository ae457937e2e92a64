import { expect, test } from "@jest/globals";
import sharp from "sharp";
import { drawMarks } from "../../../src/pictures/draw-marks.ts";

const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#808080" } });

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return (x: number, y: number): string =>
    `#${data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3).toString("hex")}`;
}

test("boxes and polygons stand where they were marked, each in its colour, and nothing else is touched", async () => {
  const bytes = await grey(600, 300).png().toBuffer();

  const drawn = await drawMarks({ bytes, format: "png" }, [
    {
      colour: "#0072b2",
      isDashed: false,
      shapes: [{ concept: "a", box: { top: 0.2, left: 0.1, bottom: 0.6, right: 0.4 } }],
    },
    {
      colour: "#d55e00",
      isDashed: false,
      shapes: [
        {
          concept: "a",
          points: [
            { row: 0.1, col: 0.6 },
            { row: 0.1, col: 0.9 },
            { row: 0.9, col: 0.9 },
          ],
        },
      ],
    },
  ]);

  const at = await pixelsOf(drawn.bytes);
  expect(drawn.format).toBe("png");
  expect([at(60, 120), at(239, 120), at(150, 60)]).toEqual(["#0072b2", "#0072b2", "#0072b2"]);
  expect([at(450, 30), at(539, 150)]).toEqual(["#d55e00", "#d55e00"]);
  expect([at(150, 120), at(20, 20), at(500, 80), at(590, 290)]).toEqual(Array.from({ length: 4 }, () => "#808080"));
});

test("what lies beyond the picture is cut, and a photograph stays one", async () => {
  const bytes = await grey(64, 64).jpeg().toBuffer();

  const drawn = await drawMarks({ bytes, format: "jpeg" }, [
    { colour: "#0072b2", isDashed: true, shapes: [{ concept: "a", box: { top: -1, left: 0, bottom: 2, right: 1 } }] },
  ]);

  expect(await sharp(drawn.bytes).metadata()).toMatchObject({ format: "jpeg", width: 64, height: 64 });
});
