import type { ShownTask } from "../../protocol.ts";

type Concepts = ShownTask["concepts"];

/** The key of each concept: its own name where all are called by one digit, else 1 to 9 in their order. */
export function keysOf(concepts: Concepts): ReadonlyMap<string, string> {
  const areDigits = concepts.every(({ name }) => /^\d$/.test(name));
  if (areDigits) return new Map(concepts.map(({ id, name }) => [name, id]));
  return new Map(concepts.slice(0, 9).map(({ id }, index) => [String(index + 1), id]));
}

/** Those whose name holds what was typed; those that begin with it first. */
export function matching(concepts: Concepts, typed: string): Concepts {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return concepts;
  const found = concepts.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begins = ({ name }: { name: string }): boolean => name.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((each) => !begins(each))];
}

/**
 * Apart from each other also for those who see fewer colours, each at least 3 to 1 against the dark line that goes with it
 * (Okabe and Ito, and lighter ones of their hues).
 */
const COLOURS = [
  "#ffb000",
  "#56c8ff",
  "#3ddc97",
  "#ff7a59",
  "#f5e663",
  "#ff9ad5",
  "#b8a1ff",
  "#9fe870",
  "#e0e0e0",
  "#ff5d8f",
];

/** What somebody reads of a mark that has no concept yet. */
const UNNAMED = "choose a concept";

export function conceptName(concepts: Concepts, id: string): string {
  return id === "" ? UNNAMED : (concepts.find((concept) => concept.id === id)?.name ?? id);
}

export function colourOf(concepts: Concepts, id: string): string {
  if (id === "") return "#ffffff";
  const index = concepts.findIndex((concept) => concept.id === id);
  return COLOURS[Math.max(index, 0) % COLOURS.length] ?? "#ffffff";
}
