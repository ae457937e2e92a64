import type { TrueBox } from "./read-truth.ts";

/** Where a box's sides may lie beside the true ones, as a fraction of the box's own length. */
const SLACK = 0.06;

/** Somebody who sees what is true, and says so with a stated probability. The same name says the same things in every run. */
export type Labeler = {
  /** One of the concepts: the true one, or at random one of the others. */
  classify(truth: string, concepts: readonly string[]): string;
  /** The true boxes as a hand draws them; one that is overlooked is missing. */
  draw(truth: readonly TrueBox[]): readonly TrueBox[];
};

/** `accuracy`: the share of answers that are true, 0 to 1. */
export function createLabeler(name: string, accuracy: number): Labeler {
  const random = createRandom(name);
  const shake = (side: number, length: number): number =>
    Math.min(1, Math.max(0, side + (random() - 0.5) * SLACK * length));
  return {
    classify(truth, concepts) {
      const isRight = random() < accuracy;
      const others = concepts.filter((concept) => concept !== truth);
      return isRight ? truth : (others[Math.floor(random() * others.length)] ?? truth);
    },
    draw: (truth) =>
      truth
        .filter(() => random() < accuracy)
        .map(({ concept, left, top, right, bottom }) => ({
          concept,
          left: shake(left, right - left),
          top: shake(top, bottom - top),
          right: shake(right, right - left),
          bottom: shake(bottom, bottom - top),
        })),
  };
}

/** Numbers from 0 up to 1 that follow from the name: mulberry32 (Tommy Ettinger, public domain) over its FNV-1a hash. */
function createRandom(name: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of name) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
