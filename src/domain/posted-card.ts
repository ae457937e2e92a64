/** A copy of a task's card that the app has posted, so that it can be kept up to date. */
export type PostedCard = {
  readonly team: string;
  readonly taskId: string;
  readonly channel: string;
  readonly ts: string;
  /** Set for a card that is attached to somebody's message because of this link in it. */
  readonly url?: string;
};
