import type { Box, Point, Shape } from "../domain/labeling/label.ts";
import type { Marks } from "../domain/labeling/picture.ts";
import type { ShownPicture } from "./convert-picture.ts";
import { loadSharp } from "./load-sharp.ts";

/** Of the picture's longer side. A line has a white rim, so that it is seen on any picture. */
const LINE = 1 / 300;
const THINNEST = 2;

/** Draws boxes and polygons over a picture that is upright, each layer in its colour. Rejects where the library does not read it. */
export async function drawMarks({ bytes, format }: ShownPicture, marks: Marks): Promise<ShownPicture> {
  const sharp = await loadSharp();
  const picture = sharp(bytes);
  const { width, height } = await picture.metadata();
  const drawing = Buffer.from(toSvg(marks, { width, height }));
  const drawn = picture.composite([{ input: drawing, top: 0, left: 0 }]);
  return { bytes: await (format === "png" ? drawn.png() : drawn.jpeg({ quality: 88 })).toBuffer(), format };
}

type Size = { readonly width: number; readonly height: number };

function toSvg(marks: Marks, size: Size): string {
  const line = Math.max(THINNEST, Math.max(size.width, size.height) * LINE);
  const lines = marks.flatMap(({ shapes, colour, isDashed }) => {
    const dash = isDashed ? ` stroke-dasharray="${line * 4} ${line * 2}"` : "";
    return shapes.map((shape) => {
      const points = cornersOf(shape)
        .map(({ row, col }) => `${(col * size.width).toFixed(1)},${(row * size.height).toFixed(1)}`)
        .join(" ");
      return (
        `<polygon points="${points}" stroke="#ffffff" stroke-width="${line * 2}"/>` +
        `<polygon points="${points}" stroke="${colour}" stroke-width="${line}"${dash}/>`
      );
    });
  });
  const frame = `width="${size.width}" height="${size.height}" fill="none" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame}>${lines.join("")}</svg>`;
}

const cornersOf = (shape: Shape): readonly Point[] => ("points" in shape ? shape.points : cornersOfBox(shape.box));

const cornersOfBox = ({ top, left, bottom, right }: Box): readonly Point[] => [
  { row: top, col: left },
  { row: top, col: right },
  { row: bottom, col: right },
  { row: bottom, col: left },
];
