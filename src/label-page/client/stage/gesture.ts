import type { Mark, Point } from "./geometry.ts";
import type { Grab } from "./grab.ts";

/** `isFresh`: it has just been drawn, so that a press inside it begins the next one. `corner`: what the arrow keys move. */
export type Selection = { readonly id: string; readonly isFresh: boolean; readonly corner?: number };

/** What is being drawn or changed; it is a mark, or one of the picture's, when it has ended. */
export type Gesture =
  | { readonly kind: "idle" }
  | { readonly kind: "press"; readonly from: Point }
  | { readonly kind: "box"; readonly from: Point; readonly to: Point; readonly isHeld: boolean }
  | { readonly kind: "polygon"; readonly points: readonly Point[]; readonly to?: Point }
  | { readonly kind: "change"; readonly grab: Grab; readonly from: Point; readonly before: Mark; readonly now: Mark };

/** A mark of this kind with its first corner here. */
export const beginAt = (kind: Mark["kind"], at: Point): Gesture =>
  kind === "polygon" ? { kind, points: [at] } : { kind, from: at, to: at, isHeld: false };

/** Without the last corner of what is being drawn; undefined where nothing is. */
export function withoutLastCorner(gesture: Gesture): Gesture | undefined {
  if (gesture.kind === "box") return { kind: "idle" };
  if (gesture.kind !== "polygon") return undefined;
  const points = gesture.points.slice(0, -1);
  return points.length === 0 ? { kind: "idle" } : { ...gesture, points };
}
