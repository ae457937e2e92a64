import { type Box, boundsOf, boxIou, type Shape } from "./geometry.ts";
import { countMeetings, sidesOf } from "./outline-sides.ts";
import { boxProblem, judgePolygon, MAX_POLYGON_POINTS, type ShapeProblem } from "./shape-problems.ts";

const IN_WORDS: Readonly<Record<ShapeProblem, string>> = {
  outside: "A region lies outside of the image: its sides are fractions from 0 to 1.",
  too_few_points: "A region has fewer than three different points.",
  too_many_points: `A region has more than ${MAX_POLYGON_POINTS} points: draw it with fewer.`,
  too_intricate: "The outlines of the regions go to and fro too often: draw them with fewer points.",
  crosses_itself: "A region crosses itself: draw it again so that its outline goes around once, or as two regions.",
  no_area:
    "A region has no area: top must be above bottom, left must be left of right, and points may not all lie on one line.",
};

/** More than anybody draws in one image: the fullest pictures of crowds and cells have some hundreds. */
const MAX_SHAPES = 2000;

/** Steps (`countMeetings`) that looking at all outlines of a label may take: some 50 ms. */
const MAX_STEPS = 3_000_000;

/**
 * Steps that comparing the shapes that lie on each other may take. What a label would cost against itself, it costs about against one
 * that says the same: so this bounds what it takes to compare any two, to some 100 ms.
 */
const MAX_PILE_STEPS = 1_000_000;

/** Shapes whose bounds overlap so much could be the same as one of another label, so their outlines are compared. */
const PILED_IOU = 0.4;
/** Steps that a pair of shapes takes beside those of its outlines. */
const STEPS_PER_PAIR = 10;

/** A shape of a label, and the frame of a video that it is about. */
export type Outlined = { readonly frame?: number; readonly shape: Shape };

/** Steps that take some 20 ms. */
const SOON_STEPS = 2_000_000;
/** To count the steps of so many points takes some 10 ms. */
const SOON_POINTS = 20_000;

/** Whether `problemsOfShapes` takes some 20 ms at most. Steps are counted only where the number of points leaves that open. */
export function isCheckedSoon(shapes: readonly Outlined[]): boolean {
  const polygons = shapes.flatMap(({ shape }) => (shape.kind === "polygon" ? [shape.polygon] : []));
  const pairs = shapes.length ** 2 / 2;
  if (polygons.reduce((sum, { length }) => sum + length ** 2 / 2, pairs) <= SOON_STEPS) return true;
  if (polygons.reduce((sum, { length }) => sum + length, 0) > SOON_POINTS) return false;
  return polygons.reduce((sum, polygon) => sum + countMeetings(sidesOf(polygon)), pairs) <= SOON_STEPS;
}

/**
 * What is wrong with the shapes of a label, one by one and together, in words. Takes some 50 ms at most, whatever is sent; after the first
 * problem the outlines that are left are not looked at.
 */
export function problemsOfShapes(shapes: readonly Outlined[]): string[] {
  const byFrame = new Map<number | undefined, Measured[]>();
  let [steps, pileSteps] = [0, 0];
  for (const { frame, shape } of shapes) {
    const judged =
      shape.kind === "box"
        ? { problem: boxProblem(shape.box), steps: 1 }
        : judgePolygon(shape.polygon, MAX_STEPS - steps);
    if (judged.problem !== null) return [IN_WORDS[judged.problem]];
    steps += judged.steps;
    const measured = byFrame.get(frame) ?? [];
    byFrame.set(frame, measured);
    measured.push({ bounds: shape.kind === "box" ? shape.box : boundsOf(shape.polygon), steps: judged.steps });
    if (measured.length > MAX_SHAPES) return [`A label may have ${MAX_SHAPES} regions in an image.`];
  }
  for (const measured of byFrame.values()) {
    pileSteps += stepsOfPiles(measured, MAX_PILE_STEPS - pileSteps);
    if (pileSteps > MAX_PILE_STEPS) {
      return ["Too many regions lie on each other: a region can have several concepts, and needs to be drawn once."];
    }
  }
  return [];
}

/** `steps`: those of the outline on itself. */
type Measured = { readonly bounds: Box; readonly steps: number };

/** Steps of comparing all shapes that lie on each other; counted until they are more than `most`. */
function stepsOfPiles(shapes: readonly Measured[], most: number): number {
  const sorted = [...shapes].sort((a, b) => a.bounds.left - b.bounds.left);
  let begun: Measured[] = [];
  let steps = 0;
  for (const shape of sorted) {
    begun = begun.filter(({ bounds }) => bounds.right > shape.bounds.left);
    for (const other of begun) {
      if (boxIou(shape.bounds, other.bounds) < PILED_IOU) continue;
      // Two outlines meet about as often as each meets itself; the mean is that of how many sides stand above each other.
      steps += STEPS_PER_PAIR + 2 * Math.sqrt(shape.steps * other.steps);
    }
    if (steps > most) return steps;
    begun.push(shape);
  }
  return steps;
}
