import { truncate } from "./limits.ts";

const segmenter = new Intl.Segmenter();

/** Letters of East Asia and pictures take two places in a fixed-width font (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Cut to a number of places, on one line. */
export function fitInto(text: string, places: number): string {
  // Long before the places run out, so that nobody's 3,000 characters are segmented.
  const flat = truncate(text.replaceAll(/\s+/gu, " ").trim(), places * 4);
  if (widthOf(flat) <= places) return flat;
  let fitting = "";
  let width = 0;
  for (const { segment } of segmenter.segment(flat)) {
    width += widthOf(segment);
    if (width > places - 1) break;
    fitting += segment;
  }
  return `${fitting}…`;
}

function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
