import type { Metadata, SharpOptions } from "sharp";
import { formatNumber } from "../domain/numbers.ts";
import { createPlaces } from "../domain/places.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { loadSharp } from "./load-sharp.ts";

/** More than any client of Slack's shows of a picture in a window. */
const LONGEST_SIDE = 1_600;
/** Smaller ones are enlarged until their longer side has at least this: handwritten digits have 28 pixels. */
const SMALLEST_SIDE = 280;
/** 20,000 × 20,000. Read in strips: about 200 MB of memory and 6 s as PNG, 75 MB and 1 s as JPEG. */
const MAX_PIXELS = 400_000_000;
/** 8,000 × 8,000 of what has to be in memory as a whole (an interlaced JPEG of 400 million takes 1.2 GB): some 250 MB. */
const MAX_PIXELS_AT_ONCE = 64_000_000;
/** In sharp's own threads, of which Node has four. Two are for what is prepared ahead of need; somebody may wait for the third. */
const CONVERSIONS_AT_ONCE = 3;
/** Of one picture, in seconds. */
const LONGEST_CONVERSION_S = 20;
/** Of what has no sharp edges to lose; larger files would only be slower. */
const JPEG_QUALITY = 88;
/** Pixels an inch at which an SVG's units are pixels. */
const SVG_DENSITY = 72;

export type ShownPicture = { readonly bytes: Uint8Array; readonly format: "png" | "jpeg" };

/**
 * Brings the file of a picture (JPEG, PNG, GIF, WebP, TIFF, AVIF, SVG) to what Slack shows: a PNG of a drawing, a JPEG of anything
 * else, turned as its EXIF says and without any metadata, in sRGB, of an animation the first frame, on white where it is transparent (a
 * black drawing would vanish in dark mode), at most 1,600 pixels long.
 *
 * Tiny pictures are enlarged by a whole number, each pixel to a square of that many, so that a person can see them and nothing is
 * made up: 28 × 28 becomes 280 × 280. An SVG loads nothing from outside of itself.
 *
 * Resolves with a sentence for people where the file cannot be shown. Rejects where the library itself is missing.
 */
export function createPictureConverter() {
  const places = createPlaces(() => CONVERSIONS_AT_ONCE);

  return async (file: Uint8Array): Promise<Result<ShownPicture, string>> => {
    const leave = await places.take();
    try {
      return await convert(file);
    } finally {
      leave();
    }
  };
}

async function convert(file: Uint8Array): Promise<Result<ShownPicture, string>> {
  const sharp = await loadSharp();
  try {
    // Its own limit would stand in an error of the library's; ours says what is allowed.
    const about = await sharp(file, { limitInputPixels: false }).metadata();
    const tooLarge = problemOfSize(about);
    if (tooLarge !== undefined) return err(tooLarge);
    // Turning comes second: what is to be turned has to be in memory as a whole.
    const small = await sharp(file, readingOf(about))
      .timeout({ seconds: LONGEST_CONVERSION_S })
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      // For the turning alone. To keep a colour profile too would take what has none, and 16 bits, for Display P3.
      .keepExif()
      .png({ compressionLevel: 0 })
      .toBuffer();
    const upright = sharp(small).autoOrient();
    const size = sizeOfTiny(about);
    if (size !== undefined) upright.resize({ ...size, fit: "fill", kernel: "nearest" });
    const format = size !== undefined || DRAWINGS.has(about.format) ? "png" : "jpeg";
    const bytes = await (format === "png" ? upright.png() : upright.jpeg({ quality: JPEG_QUALITY })).toBuffer();
    return ok({ bytes, format });
  } catch (error) {
    return err(error instanceof Error && /^timeout/.test(error.message) ? TOO_SLOW : UNREADABLE);
  }
}

const UNREADABLE =
  "The file of this picture cannot be read: it is damaged, or of a kind other than JPEG, PNG, GIF, WebP, TIFF, AVIF and SVG.";
const TOO_SLOW = `Reading the file of this picture takes more than ${LONGEST_CONVERSION_S} seconds, so it is not shown.`;

/** Files that hold sharp edges and few colours, mostly. */
const DRAWINGS: ReadonlySet<string> = new Set<Metadata["format"]>(["png", "gif", "svg"]);

/** Of these the library reads the whole picture before it gives the first line. */
const READ_AT_ONCE: ReadonlySet<string> = new Set<Metadata["format"]>(["webp", "heif", "gif"]);

function problemOfSize({ format, width, height, isProgressive }: Metadata): string | undefined {
  // It is drawn at the size that is wanted.
  if (format === "svg") return undefined;
  const isReadAtOnce = isProgressive === true || READ_AT_ONCE.has(format);
  const most = isReadAtOnce ? MAX_PIXELS_AT_ONCE : MAX_PIXELS;
  if (width * height <= most) return undefined;
  const kind = isReadAtOnce ? " of this kind" : "";
  return `This picture is too large to be shown: it has ${formatNumber(width)} × ${formatNumber(height)} pixels, and pictures${kind} may have ${formatNumber(most / 1_000_000)} million.`;
}

const readingOf = ({ format, width, height }: Metadata): SharpOptions => ({
  limitInputPixels: MAX_PIXELS,
  sequentialRead: true,
  // Half a picture could be labeled wrongly.
  failOn: "error",
  ...(format === "svg" && { density: (SVG_DENSITY * LONGEST_SIDE) / Math.max(width, height) }),
});

/** What a tiny picture is enlarged to, once it is turned; undefined for any other. */
function sizeOfTiny({
  format,
  autoOrient: { width, height },
}: Metadata): { width: number; height: number } | undefined {
  const factor = Math.ceil(SMALLEST_SIDE / Math.max(width, height));
  if (format === "svg" || factor === 1) return undefined;
  return { width: width * factor, height: height * factor };
}
