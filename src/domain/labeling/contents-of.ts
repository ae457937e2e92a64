import type { LabelSaid, PartSaid, Shape } from "./label.ts";

/** All that a label says, of whatever kind it is. */
export type SaidContents = {
  /** Of the whole input, ids. */
  readonly concepts: readonly string[];
  /** In the input as a picture. */
  readonly shapes: readonly Shape[];
  readonly parts: readonly PartSaid[];
};

export function contentsOf(said: LabelSaid): SaidContents {
  if (said.kind === "concepts") return { concepts: said.concepts, shapes: [], parts: [] };
  if (said.kind === "shapes") return { concepts: [], shapes: said.shapes, parts: [] };
  return said;
}

/** What is said with such contents. Beside shapes, concepts of the whole do not count: a label of shapes names each by its concept. */
export function toLabelSaid({ concepts, shapes, parts }: SaidContents): LabelSaid {
  if (parts.length > 0) return { kind: "parts", concepts, shapes, parts };
  return shapes.length > 0 ? { kind: "shapes", shapes } : { kind: "concepts", concepts };
}

/** The concepts of everything that is said: those of the whole, of shapes, and of parts, each once. */
export function conceptsIn(said: LabelSaid): string[] {
  const { concepts, shapes, parts } = contentsOf(said);
  const ofParts = parts.flatMap((each) => [...each.concepts, ...each.shapes.map(({ concept }) => concept)]);
  return [...new Set([...concepts, ...shapes.map(({ concept }) => concept), ...ofParts])];
}
