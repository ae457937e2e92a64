import type { Assignment } from "../assignment.ts";
import type { JsonObject } from "../json.ts";
import type { HeldKind } from "./events.ts";

/** A form that is open (or was closed unsent) in Slack: what Slack has sent us of it. Kept for a day after the last change. */
export type Draft = {
  readonly id: string;
  readonly team: string;
  readonly person: string;
  /** The form's raw values and what was looked up for it. */
  readonly content: JsonObject;
  /** By what it is found again when it was left unsent; absent where nothing was typed that could be lost. */
  readonly resumes?: string;
};

/** An event that waits for the end of somebody's quiet hours, or for their daily digest. */
export type HeldNotice = {
  readonly team: string;
  readonly person: string;
  /** What it is about: a newer one with the same key takes its place. */
  readonly key: string;
  /** Another version may have held one of a kind that this one does not know. */
  readonly kind: string;
  readonly payload: JsonObject;
  readonly dueAt: Date;
  /** For which request (`domain/request-scope.ts`) it came about, as it is now. */
  readonly request?: string;
  /** It was put into one message with others, which may have been sent. */
  readonly isListed?: boolean;
  /** An event that tells it by itself is still on its way: no message with others tells it too. */
  readonly isOnItsWay?: boolean;
};

/** Under which key somebody's part in a task is held. */
export const keyOfAssignment = (taskId: string, { role }: Pick<Assignment, "role">) => `assignment:${role}:${taskId}`;

/** The group, and the dedupe key, of the event that tells a held notice by itself. */
export const groupOfHeld = ({ team, person, key, dueAt }: Pick<HeldNotice, "team" | "person" | "key" | "dueAt">) =>
  `held:${team}:${person}:${key}:${dueAt.getTime()}`;

/** As this version holds one. */
export type NewHeldNotice = HeldNotice & { readonly kind: HeldKind };

/** A copy of a task's card that the app has posted, so that it can be kept up to date. */
export type PostedCard = {
  readonly team: string;
  readonly taskId: string;
  readonly channel: string;
  readonly ts: string;
  /** Set for a card that is attached to somebody's message because of this link in it. */
  readonly url?: string;
};

/** A file in Slack that shows an input of a task. */
export type UploadedPicture = {
  readonly team: string;
  readonly taskId: string;
  readonly inputId: string;
  /** Of the bytes that the Tasks API gave: another one is another picture. */
  readonly hash: string;
  readonly fileId: string;
  readonly madeAt: Date;
};

/** A message that the app has posted about a task to one person in one role, so that it can be edited later. */
export type PostedMessage = {
  readonly team: string;
  readonly taskId: string;
  readonly person: string;
  readonly role: "worker" | "reviewer";
  readonly channel: string;
  readonly ts: string;
  /** Who has assigned it (Slack user id); absent in messages of versions that did not note it. */
  readonly givenBy?: string;
};
