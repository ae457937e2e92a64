import type { Said } from "../labeling/label.ts";
import { cutText } from "../text.ts";
import type { ReviewTask } from "./review.ts";

/** Of one labeler's words, in a label that holds several. */
const WORDS_SHOWN = 200;

/** What somebody has said of an input, by the names of the concepts: "pizza, salad", "2 pizza, 1 salad", "none of these". */
export function sayLabel(said: Said, { concepts, type }: Pick<ReviewTask, "concepts" | "type">): string {
  const ids = said.kind === "concepts" ? said.concepts : said.shapes.map(({ concept }) => concept);
  const nameOf = (id: string): string => concepts.find((concept) => concept.id === id)?.name ?? id;
  if (ids.length === 0) return type === "CONCEPTS_CLASSIFICATION" ? "none of these" : "nothing marked";
  const kinds = [...new Set(ids)];
  const words =
    said.kind === "concepts"
      ? kinds.map(nameOf)
      : kinds.map((kind) => `${ids.filter((id) => id === kind).length} ${nameOf(kind)}`);
  return cutText(words.join(", "), WORDS_SHOWN);
}
