import type { KnownTask } from "../../domain/elsewhere/known-task.ts";
import type { MissingAnswer, MissingTask } from "../../domain/elsewhere/missing.ts";
import type { Sighting, Untold } from "../../domain/elsewhere/own-change.ts";
import type { Doing } from "../../domain/history/doings.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";

/** What tells people of a change, and what is noted of it. `isFollowed`: from now on the task is followed (services/follow/). */
export type ToWrite = {
  readonly events?: readonly NewEvent[];
  readonly doings?: readonly Doing[];
  readonly isFollowed?: boolean;
};

/** Tasks as people were last told of them. */
export type KnownTaskStore = {
  /** By what a look in passing sees that nothing was touched, of those of these tasks that are known. */
  marksOf(team: string, ids: readonly string[]): Promise<ReadonlyMap<string, Pick<Sighting, "modifiedAt" | "status">>>;
  find(team: string, taskId: string): Promise<{ known: KnownTask; version: number; untold?: Untold } | undefined>;
  /** Takes over tasks that are not known as they are; nobody is told of them. */
  adopt(team: string, sightings: readonly Sighting[]): Promise<void>;
  /**
   * Keeps a task as it is now, with the events that tell of what has changed and what is noted of it, in one transaction. False, with nothing written, when it
   * is known otherwise than in this version by now, or when something that was promised here and concerns it is still under way.
   */
  save(team: string, expected: { readonly version?: number }, sighting: Sighting, toWrite?: ToWrite): Promise<boolean>;
  /** The task is gone; otherwise as `save`. */
  remove(
    team: string,
    expected: { readonly taskId: string; readonly version: number },
    toWrite: ToWrite,
  ): Promise<boolean>;
  /** Whether something that was promised here and concerns this task is not settled yet. */
  isUnderWay(team: string, taskId: string): Promise<boolean>;
  /** Since when people are told of changes (milliseconds since 1970); undefined while what there is is taken over. */
  watchedSince(team: string): Promise<number | undefined>;
  count(team: string): Promise<number>;
  /** Known tasks that this round of the index has not met, without those of which something is still promised here. */
  listMissing(team: string, round: number): Promise<readonly MissingTask[]>;
};

/** What is kept of tasks that are missing in large numbers. */
export type MissingStore = {
  /** Notes it with the events that tell admins. False when that was noted before. */
  noteMissing(team: string, events: readonly NewEvent[]): Promise<boolean>;
  findMissing(team: string): Promise<{ readonly isNoted: boolean; readonly answer?: MissingAnswer }>;
  /** What an admin (`by`) wants of them, with a look at them now. False when nobody is asked any more. */
  answerMissing(team: string, answer: MissingAnswer, by: string): Promise<boolean>;
  /** They are there again, or what an admin wanted of them is done. */
  settleMissing(team: string): Promise<void>;
};
