import { setImmediate } from "node:timers/promises";
import { type Label, likeness, toComparable } from "../rules/alike.ts";

/** Others get their turn after so long; one pair of the largest labels may take 100 ms more. */
const TURN_MS = 10;

/**
 * Compares labels with each other before rules ask for it, and lets other requests have their turn meanwhile: many labels of many shapes
 * take seconds. The rules then find what was measured (`likeness`).
 */
export async function compareInTurns(labels: Iterable<Label["marks"]>, minIou: number): Promise<void> {
  const before: Label["marks"][] = [];
  let since = performance.now();
  for (const marks of labels) {
    for (const other of before) {
      likeness(toComparable({ workerId: "", marks: other }), toComparable({ workerId: "", marks }), minIou);
      if (performance.now() - since < TURN_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    before.push(marks);
  }
}
