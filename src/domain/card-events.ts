import type { NewEvent } from "./event.ts";

/** The task is gone: what it was called, and who deleted it (Slack user id). */
export type TaskGone = { readonly name: string; readonly by: string };

/** A task changed or was deleted: every copy of its card that the app has posted is to show it (`cards.refresh`). */
export type CardsRefresh = { readonly team: string; readonly taskId: string; readonly gone?: TaskGone };

/** One copy is to be brought up to date (`card.refresh`). */
export type CardRefresh = CardsRefresh & { readonly channel: string; readonly ts: string };

/** A link to a task was posted: the message is to show its card (`card.unfurl`). */
export type CardUnfurl = {
  readonly team: string;
  readonly taskId: string;
  readonly channel: string;
  readonly ts: string;
  /** The address exactly as it stands in the message. */
  readonly url: string;
};

/** The event to be written with whatever changes or deletes a task. */
export const refreshCards = ({ team, taskId, gone }: CardsRefresh): NewEvent => ({
  kind: "cards.refresh",
  payload: { team, taskId, ...(gone && { gone: { ...gone } }) },
});
