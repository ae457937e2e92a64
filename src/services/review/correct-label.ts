import type { Said } from "../../domain/labeling/label.ts";
import type { InputVerdict, ReviewTask } from "../../domain/review/review.ts";
import { joinSaid, saysSame } from "../../domain/review/said.ts";
import type { Hand } from "../labeling/hands.ts";

/** The worker has labeled it anew, or another reviewer has corrected it. */
const CHANGED = "The label says something else by now than what you corrected, so it was not approved.";

/**
 * Has a label say what a reviewer has corrected it to, under their own name; undefined once it does, else why it does not. It may be
 * sent again after an answer that never came. Rejects with `TasksApiError`.
 */
export async function correctLabel(
  hand: Hand,
  { id: taskId, concepts }: Pick<ReviewTask, "id" | "concepts">,
  { inputId, on, corrected }: InputVerdict,
): Promise<string | undefined> {
  const [label] = on;
  if (!corrected || !label) return undefined;
  const parts = await hand.listLabels(taskId, { inputs: [inputId], people: [label.worker], haste: "background" });
  const now = joinSaid(parts.map(({ said }) => said));
  if (now && saysSame(now, corrected.to)) return undefined;
  if (!now || !saysSame(now, corrected.from)) return CHANGED;
  const changes = parts.map(({ id }, index) => ({ id, inputId, said: index === 0 ? corrected.to : NOTHING }));
  await hand.changeLabels(
    changes,
    concepts.map((concept) => concept.id),
  );
  return undefined;
}

/** A label may be written in several parts: the first says all of it. */
const NOTHING: Said = { kind: "shapes", shapes: [] };
