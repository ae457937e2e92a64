import type { Label } from "../shapes/alike.ts";

/** A random choice of labels out of any number that are offered one after the other. */
export type LabelSample = { offer(label: Label): void; labels(): Label[] };

/** All labels of small tasks; of larger ones so many that 100,000 pairs can be made of them. */
const MAX_LABELS = 500;
/** Sides of shapes in all of them together (a box has one place, a polygon a side per point), so that memory and time have a bound too. */
const MAX_WEIGHT = 100_000;

/** Every label gets a random place in a line; kept are those in front, as many as the limits allow, and at least two. */
export function createLabelSample(random: () => number): LabelSample {
  const kept: { place: number; weight: number; label: Label }[] = [];
  let total = 0;
  let end = Infinity;
  const trim = (): void => {
    kept.sort((a, b) => a.place - b.place);
    while (kept.length > 2 && (kept.length > MAX_LABELS || total > MAX_WEIGHT)) {
      const last = kept.pop();
      if (last === undefined) return;
      total -= last.weight;
      end = last.place;
    }
  };
  return {
    offer: (label) => {
      const place = random();
      if (place >= end) return;
      const weight = weightOf(label);
      kept.push({ place, weight, label });
      total += weight;
      if (kept.length > MAX_LABELS || total > MAX_WEIGHT) trim();
    },
    labels: () => kept.map(({ label }) => label),
  };
}

function weightOf({ marks }: Label): number {
  let weight = 1;
  for (const { shape } of marks) weight += shape?.kind === "polygon" ? shape.polygon.length : 1;
  return weight;
}
