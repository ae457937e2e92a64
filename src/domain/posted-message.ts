/** A message that the app has posted about a task to one person in one role, so that it can be edited later. */
export type PostedMessage = {
  readonly team: string;
  readonly taskId: string;
  readonly person: string;
  readonly role: "worker" | "reviewer";
  readonly channel: string;
  readonly ts: string;
};
