import type { ShownLabel } from "../../review-protocol.ts";

/** How a labeler's marks look, beside their name. */
export function Line({ mark: { colour, isDashed } }: Pick<ShownLabel, "mark">) {
  return (
    <svg class="line-sample" viewBox="0 0 26 8" aria-hidden="true">
      <line x1="1" y1="4" x2="25" y2="4" stroke="#fff" stroke-width="7" />
      <line
        x1="2"
        y1="4"
        x2="24"
        y2="4"
        stroke={colour}
        stroke-width="4"
        stroke-dasharray={isDashed ? "7 4" : "none"}
      />
    </svg>
  );
}
