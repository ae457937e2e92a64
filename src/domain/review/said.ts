import { contentsOf, toLabelSaid } from "../labeling/contents-of.ts";
import type { LabelSaid, Said, Shape } from "../labeling/label.ts";

/** What one label says that is written in several annotations; undefined where there is none. */
export function joinSaid(said: readonly LabelSaid[]): LabelSaid | undefined {
  if (said.length === 0) return undefined;
  const all = said.map(contentsOf);
  return toLabelSaid({
    concepts: [...new Set(all.flatMap(({ concepts }) => concepts))],
    shapes: all.flatMap(({ shapes }) => shapes),
    parts: all.flatMap(({ parts }) => parts),
  });
}

/** The Tasks API may keep numbers in 32 bits: a hundredth of a pixel in the largest picture. */
const ROUNDING = 1e-6;

/** Whether two say the same, but for what the Tasks API rounds. Shapes keep their order there. Of parts of an input nothing is said here. */
export function saysSame(a: LabelSaid, b: Said): boolean {
  if (a.kind === "parts") return false;
  const [ours, theirs] = [shapesIn(a), shapesIn(b)];
  if (ours.length !== theirs.length) return false;
  if (ours.length === 0) return conceptsIn(a) === conceptsIn(b);
  return ours.every((shape, index) => isSameShape(shape, theirs[index]));
}

const shapesIn = (said: Said): readonly Shape[] => (said.kind === "shapes" ? said.shapes : []);
const conceptsIn = (said: Said): string =>
  said.kind === "concepts" ? JSON.stringify([...said.concepts].sort()) : "[]";

function isSameShape(a: Shape, b: Shape | undefined): boolean {
  if (a.concept !== b?.concept || "points" in a !== "points" in b) return false;
  const [ours, theirs] = [numbersIn(a), numbersIn(b)];
  return ours.length === theirs.length && ours.every((each, index) => Math.abs(each - (theirs[index] ?? 2)) < ROUNDING);
}

const numbersIn = (shape: Shape): readonly number[] =>
  "points" in shape
    ? shape.points.flatMap(({ row, col }) => [row, col])
    : [shape.box.top, shape.box.left, shape.box.bottom, shape.box.right];
