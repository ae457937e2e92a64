import type { ModalView } from "@slack/types";
import { buildLabelWindow } from "../src/views/labeling/label-window.ts";

/** A window as the app answers a label with it, of the same size. */
export function exampleWindow(): ModalView {
  const held = {
    assignmentId: "1-4e2-k",
    input: {
      id: "text-1000",
      content: { kind: "text" as const, text: "The 1000. thing that somebody has written to us." },
    },
  };
  const task = {
    id: crypto.randomUUID(),
    name: "What people write",
    instructions: "",
    type: "CONCEPTS_CLASSIFICATION" as const,
    perInput: "ONE" as const,
    concepts: ["praise", "complaint", "question"].map((id) => ({ id, name: id })),
  };
  const place = { task, next: held, left: [held], isFetching: false, done: 1_000, total: 20_000, rate: 400 };
  const metadata = { person: "U0BENCH000", taskId: task.id, assignmentId: held.assignmentId, round: 1_000 };
  return buildLabelWindow({ place, shown: { held, picture: undefined, questions: [] }, metadata });
}
