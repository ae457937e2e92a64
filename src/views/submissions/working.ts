import { truncate } from "../limits.ts";
import type { Words } from "../status-view.ts";

const NAME_SHOWN = 200;

/** What is being done, by the kind of the submission, and the title of the window that says so. */
const WORKING = {
  "create-task": { title: "Create task", verb: "Creating" },
  "edit-task": { title: "Edit task", verb: "Saving" },
  "set-status": { title: "Change status", verb: "Changing the status of" },
  "delete-tasks": { title: "Delete tasks", verb: "Deleting" },
} as const;

/** The kinds of submissions that people begin, and wait for. */
export type WaitedFor = keyof typeof WORKING;

/** For whoever sends again what has come through. */
const DONE_ALREADY = "This was carried out already: the first attempt came through.";

/** While it works: what, and that the window may be closed. */
export const sayWorking = (kind: WaitedFor, subject: string): Words =>
  sayInstead(kind, `${WORKING[kind].verb} “${truncate(subject, NAME_SHOWN)}” … you can close this, I will tell you.`);

/** What becomes of what is sent: that it is worked on, or `done` when it was carried out before. */
export const saySent = (
  kind: WaitedFor,
  subject: string,
  begun: "begun" | "pending" | "done",
  done: string = DONE_ALREADY,
): Words => (begun === "done" ? sayInstead(kind, done) : sayWorking(kind, subject));

/** In the place of an outcome: one sentence or two. */
export const sayInstead = (kind: WaitedFor, text: string): Words => ({ title: WORKING[kind].title, text });
