import type { ModalView } from "@slack/types";
import { paragraph } from "../blocks.ts";
import { truncate } from "../limits.ts";
import { statusView } from "../status-view.ts";

const NAME_SHOWN = 200;

/** What is being done, by the kind of the submission, and the title of the window that says so. */
const WORKING = {
  "create-task": { title: "Create task", verb: "Creating" },
  "edit-task": { title: "Edit task", verb: "Saving" },
  "set-status": { title: "Change status", verb: "Changing the status of" },
  "delete-tasks": { title: "Delete tasks", verb: "Deleting" },
} as const;

type Working = keyof typeof WORKING;

/** While it works: what, and that the window may be closed. */
export const workingText = (kind: Working, subject: string): string =>
  `${WORKING[kind].verb} “${truncate(subject, NAME_SHOWN)}” … you can close this, I will tell you.`;

export const buildWorkingView = (kind: Working, subject: string): ModalView =>
  statusView(WORKING[kind].title, [paragraph(workingText(kind, subject))]);

/** For whoever sends again what has come through. */
export const DONE_ALREADY = "This was carried out already: the first attempt came through.";

/** What a form that is sent becomes: that it is worked on, or that it was carried out when it was sent before. */
export const buildSentView = (kind: Working, subject: string, begun: "begun" | "pending" | "done"): ModalView =>
  begun === "done" ? buildAnswerView(kind, DONE_ALREADY) : buildWorkingView(kind, subject);

/** In the place of an outcome: one sentence or two. */
export const buildAnswerView = (kind: Working, text: string): ModalView =>
  statusView(WORKING[kind].title, [paragraph(text)]);
