import { findPoints, type Killed, killAt, nameOf } from "./kill-points.ts";
import { create } from "./operations/create.ts";
import { edit } from "./operations/edit.ts";
import { label } from "./operations/label.ts";
import type { Operation } from "./operations/operation.ts";
import { send } from "./operations/send.ts";
import type { Point } from "./protocol.ts";
import type { Stage } from "./stage.ts";

export const OPERATIONS: readonly Operation[] = [create, edit, send, label];

/** Kills the app once at each point of an operation that `isWanted`. */
export async function runKills(
  stage: Stage,
  operation: Operation,
  isWanted: (point: Point) => boolean,
  tell: (point: string, killed: Killed) => void,
): Promise<void> {
  const { name } = operation;
  // What is asked once and remembered would be passed in the first run alone.
  await findPoints(stage, operation, `${name} first`);
  const points = await findPoints(stage, operation, `${name} again`);
  for (const [index, point] of points.entries()) {
    if (!isWanted(point)) continue;
    tell(`${name}: ${nameOf(point)}`, await killAt(stage, operation, point, `${name} ${index + 1}k`));
  }
}
