import { eventually } from "../support/eventually.ts";
import { type Count, exactly, isRight, type Operation, type Prepared } from "./operations/operation.ts";
import type { Point } from "./protocol.ts";
import { QUIET_WITHIN_MS, type Stage } from "./stage.ts";

/** Far above what an operation takes on a busy machine; a point that is not reached by then is counted as such. */
const REACHED_WITHIN_MS = 5_000;

/** What became of one kill. */
export type Killed = {
  readonly point: Point;
  /** Other replicas, and chance, take some work elsewhere: then the app lived, and its counts must be right all the same. */
  readonly wasReached: boolean;
  readonly counts: readonly Count[];
};

/** Runs the operation once undisturbed; gives every boundary that it passes, the moment before and the one after. */
export async function findPoints(stage: Stage, operation: Operation, subject: string): Promise<readonly Point[]> {
  const prepared = await operation.prepare(stage.workspace, subject);
  await stage.untilQuiet();
  await stage.watch();
  if (!(await prepared.press())) throw new Error(`“${operation.name}” was not taken`);
  const counts = await untilRight(stage, prepared);
  const wrong = counts.filter((count) => !isRight(count));
  if (wrong.length > 0) throw new Error(`“${operation.name}” goes wrong undisturbed: ${JSON.stringify(wrong)}`);
  await prepared.leave();
  return stage.passed().flatMap((boundary) => [
    { ...boundary, when: "before" as const },
    { ...boundary, when: "after" as const },
  ]);
}

/**
 * Does the operation, kills the app at the point, and lets whoever comes next go on until nothing moves any more. What breaks off on
 * the way is a wrong count of its own: the points that follow are tried all the same.
 */
export async function killAt(stage: Stage, operation: Operation, point: Point, subject: string): Promise<Killed> {
  const prepared = await operation.prepare(stage.workspace, subject);
  let wasReached = false;
  try {
    await stage.untilQuiet();
    await stage.watch(point);
    const wasTaken = await prepared.press();
    wasReached = await dies(stage, prepared);
    await stage.goOn();
    // What the app has not acknowledged, Slack has refused before the person's eyes: they press again.
    if (!wasTaken && !(await prepared.press())) throw new Error("What was pressed again was not taken");
    const counts = await untilRight(stage, prepared);
    await stage.untilQuiet();
    return { point, wasReached, counts };
  } catch (error) {
    await stage.goOn();
    return { point, wasReached, counts: [...(await prepared.count()), exactly(`comes to its end (${error})`, 1, 0)] };
  } finally {
    await prepared.leave();
  }
}

/** Of the moment, and not of the side on which it was tried. */
export const nameOf = ({ boundary, nth }: Point): string => `${boundary} #${nth}`;

/** Whether the app dies at its point, and not only ends the operation, or nothing at all in a time that is far above what one takes. */
async function dies(stage: Stage, prepared: Prepared): Promise<boolean> {
  try {
    await eventually(async () => stage.isDead() || (await isOver(stage, prepared)), REACHED_WITHIN_MS);
  } catch {
    // Neither: it is counted as not reached.
  }
  return stage.isDead();
}

/** The cheaper question first: it is asked again and again while the app works. */
const isOver = async (stage: Stage, prepared: Prepared): Promise<boolean> =>
  (await stage.isQuiet()) && (await prepared.count()).every(({ found, least }) => found >= least);

/** The counts once nothing is on its way and they are right, or as they stay. */
export async function untilRight(stage: Stage, prepared: Prepared): Promise<readonly Count[]> {
  try {
    await eventually(() => isOver(stage, prepared), QUIET_WITHIN_MS);
  } catch {
    // They are counted as they are.
  }
  return prepared.count();
}
