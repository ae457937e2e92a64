import { eventually } from "../support/eventually.ts";
import { type Count, exactly, isRight, type Operation, type Prepared } from "./operations/operation.ts";
import type { Point } from "./protocol.ts";
import type { Stage } from "./stage.ts";

/** Far above what an operation takes on a busy machine; a point that is not reached by then is counted as such. */
const REACHED_WITHIN_MS = 5_000;

/** What became of one kill. */
export type Killed = {
  readonly point: Point;
  /** Other replicas, and chance, take some work elsewhere: then the app lived, and its counts must be right all the same. */
  readonly wasReached: boolean;
  readonly counts: readonly Count[];
};

/** Runs the operation once undisturbed; gives every boundary that it passes, before and after. */
export async function findPoints(stage: Stage, operation: Operation, subject: string): Promise<readonly Point[]> {
  const prepared = await operation.prepare(stage.workspace, subject);
  await stage.untilQuiet();
  await stage.watch();
  if (!(await prepared.press())) throw new Error(`“${operation.name}” was not taken`);
  const counts = await untilRight(prepared);
  await stage.untilQuiet();
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
    wasReached = await Promise.race([stage.isKilled(REACHED_WITHIN_MS), isOver(stage, prepared)]);
    await stage.goOn();
    // What the app has not acknowledged, Slack has refused before the person's eyes: they press again.
    if (!wasTaken && !(await prepared.press())) throw new Error("What was pressed again was not taken");
    await untilRight(prepared);
    await stage.untilQuiet();
    return { point, wasReached, counts: await prepared.count() };
  } catch (error) {
    await stage.goOn();
    return { point, wasReached, counts: [...(await prepared.count()), exactly(`comes to its end (${error})`, 1, 0)] };
  } finally {
    await prepared.leave();
  }
}

export const nameOf = ({ boundary, nth, when }: Point): string => `${when} ${boundary} #${nth}`;

/** Resolves with false once the operation has ended undisturbed; never, when it does not. */
async function isOver(stage: Stage, prepared: Prepared): Promise<false> {
  await untilRight(prepared);
  await stage.untilQuiet();
  return (await stage.isKilled(0)) ? new Promise<false>(() => undefined) : false;
}

/** The counts once they are right, or as they stay. */
export async function untilRight(prepared: Prepared): Promise<readonly Count[]> {
  try {
    await eventually(async () => (await prepared.count()).every(({ found, least }) => found >= least));
  } catch {
    // They are counted as they are.
  }
  return prepared.count();
}
