/** The message that a task was created from. */
export type MessageSource = {
  readonly channel: string;
  /** The thread in which the message stands, or which it begins. */
  readonly threadTs: string;
  /** Its address; absent when Slack did not give it. */
  readonly permalink?: string;
};
