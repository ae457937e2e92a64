import { contentsOf } from "../labeling/contents-of.ts";
import type { LabelSaid, Part, Shape } from "../labeling/label.ts";
import { formatCount } from "../numbers.ts";
import { cutText } from "../text.ts";
import type { ReviewTask } from "./review.ts";

/** Of one labeler's words, in a label that holds several. */
const WORDS_SHOWN = 200;
/** Of a stretch of a text, enough to find it. */
const SPAN_SHOWN = 40;

/**
 * What somebody has said of an input, by the names of the concepts: "pizza, salad", "2 pizza, 1 salad", "none of these", and of its parts
 * "at 0:03.5 pizza; at 0:04 2 salad".
 */
export function sayLabel(said: LabelSaid, { concepts, type }: Pick<ReviewTask, "concepts" | "type">): string {
  const nameOf = (id: string): string => concepts.find((concept) => concept.id === id)?.name ?? id;
  const whole = contentsOf(said);
  const parts = whole.parts.map((each) => `${sayPart(each.part)} ${sayContents(each, nameOf)}`);
  const words = [sayContents(whole, nameOf), ...parts].filter((each) => each !== "");
  if (words.length === 0) return type === "CONCEPTS_CLASSIFICATION" ? "none of these" : "nothing marked";
  return cutText(words.join("; "), WORDS_SHOWN);
}

function sayContents(
  { concepts, shapes }: { readonly concepts: readonly string[]; readonly shapes: readonly Shape[] },
  nameOf: (id: string) => string,
): string {
  const marked = shapes.map(({ concept }) => concept);
  const counts = [...new Set(marked)].map((kind) => `${marked.filter((id) => id === kind).length} ${nameOf(kind)}`);
  return [...[...new Set(concepts)].map(nameOf), ...counts].join(", ");
}

function sayPart(part: Part): string {
  if (part.kind === "segment") return `from ${sayTime(part.from)} to ${sayTime(part.to)}`;
  if (part.kind === "span")
    return part.text === "" ? `characters ${part.from} to ${part.to}` : `“${cutText(part.text, SPAN_SHOWN)}”`;
  return part.ms === undefined ? `frame ${formatCount(part.number ?? 0)}` : `at ${sayTime(part.ms / 1_000)}`;
}

/** As players show it, with tenths where there are some: "1:02", "0:03.5". */
function sayTime(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  const whole = String(Math.floor(rest / 10)).padStart(2, "0");
  return `${minutes}:${whole}${rest % 10 === 0 ? "" : `.${rest % 10}`}`;
}
