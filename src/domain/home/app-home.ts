import type { OwnPart } from "../own-part.ts";
import type { Priority, TaskStatus, TaskType } from "../task.ts";
import type { WaitsFor } from "../waits-for.ts";

/** A task as somebody's Home shows it. */
export type HomeTask = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly priority?: Priority;
  /** The person's own part, on what they work on or review. */
  readonly own?: OwnPart;
  /** Fractions 0..1 of the whole task, where the API says. */
  readonly work?: number;
  readonly review?: number;
  /** What the whole task waits for, on what they created. */
  readonly waits?: WaitsFor;
};

/** The first tasks of a list; `more` is how many the list has beyond them, at least. */
export type HomeSection = { readonly tasks: readonly HomeTask[]; readonly more: number; readonly isMoreExact: boolean };

/** "lost": no key at hand opens the token of the account. */
export type HomeConnection =
  | { readonly state: "none" }
  | { readonly state: "connected" | "lost"; readonly userId: string; readonly appId: string };

/** What a person's App Home says. A list that could not be had is undefined, and `fault` says why. */
export type AppHome = {
  readonly asOf: Date;
  /** How the other side is called in sentences. */
  readonly otherSide: string;
  /** Why something is missing, in a sentence; absent when the other side answered. */
  readonly fault?: string;
  /** False when nobody on the other side is known to be this person. */
  readonly hasAccount: boolean;
  readonly work?: HomeSection;
  readonly reviews?: HomeSection;
  /** Absent for guests, who create nothing. */
  readonly created?: HomeSection;
  /** What has a button: guests have none of these. */
  readonly may: { readonly create: boolean; readonly set: boolean };
  /** For admins, where they can connect the workspace with an account of its own. */
  readonly connection?: HomeConnection;
  /** For admins: accounts of the other side that nobody in Slack is known to be. */
  readonly unlinked?: { readonly names: readonly string[]; readonly more: number };
};
