import type { Marks } from "../labeling/picture.ts";
import type { ReviewInput } from "./review.ts";

/** How one labeler's marks look; `name` is said beside the picture. */
export type MarkStyle = { readonly name: string; readonly colour: string; readonly isDashed: boolean };

/**
 * Told apart also by those who see fewer colours (Okabe and Ito, Color Universal Design, 2008); every second one is dashed besides. Those
 * who follow begin again.
 */
const STYLES: readonly MarkStyle[] = [
  { name: "blue", colour: "#0072b2", isDashed: false },
  { name: "orange, dashed", colour: "#e69f00", isDashed: true },
  { name: "green", colour: "#009e73", isDashed: false },
  { name: "pink, dashed", colour: "#cc79a7", isDashed: true },
  { name: "red", colour: "#d55e00", isDashed: false },
  { name: "light blue, dashed", colour: "#56b4e9", isDashed: true },
  { name: "yellow", colour: "#f0e442", isDashed: false },
  { name: "black, dashed", colour: "#000000", isDashed: true },
];

/** By account id: the same person looks the same in all of a batch. */
export function markStyles(labelers: readonly string[]): ReadonlyMap<string, MarkStyle> {
  const styles = new Map<string, MarkStyle>();
  for (const [index, account] of labelers.entries()) {
    const style = STYLES[index % STYLES.length];
    if (style) styles.set(account, style);
  }
  return styles;
}

/** What is to be drawn over the picture of an input; undefined where nobody has marked anything, or there is no picture. */
export function marksOf({ input, labels }: ReviewInput, styles: ReadonlyMap<string, MarkStyle>): Marks | undefined {
  if (input.content.kind !== "image") return undefined;
  const layers = labels.flatMap(({ worker, said }) => {
    const style = styles.get(worker);
    if (said.kind !== "shapes" || said.shapes.length === 0 || !style) return [];
    return [{ colour: style.colour, isDashed: style.isDashed, shapes: said.shapes }];
  });
  return layers.length > 0 ? layers : undefined;
}
