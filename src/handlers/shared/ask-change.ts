import type { BlockButtonAction, webApi } from "@slack/bolt";
import { paragraph } from "../../views/blocks.ts";
import { statusView } from "../../views/status-view.ts";
import { ownerOf } from "./form-owner.ts";
import type { HandlerContext } from "./use-cases.ts";
import type { VerbRequest } from "./verb.ts";
import { openWindow, updateWindow } from "./window.ts";

/** Somebody wants to change a task, by a command or by a button. */
export type ChangeAsked = Pick<VerbRequest, "team" | "person" | "client" | "respond"> & {
  readonly body: Pick<BlockButtonAction, "trigger_id" | "view">;
};

export const askedByVerb = ({
  team,
  person,
  client,
  respond,
  triggerId,
}: Omit<VerbRequest, "words" | "rest">): ChangeAsked => ({
  ...{ team, person, client, respond },
  body: { trigger_id: triggerId },
});

export const askedByButton = (
  body: BlockButtonAction,
  client: webApi.WebClient,
  respond: VerbRequest["respond"],
): ChangeAsked => {
  const { team, person } = ownerOf("", body);
  return { team, person, client, respond, body };
};

/** Opens a window at once, since a trigger lives three seconds, in which the change goes on; undefined when it came too late. */
export const openFetching = (context: HandlerContext, asked: ChangeAsked, title: string): Promise<string | undefined> =>
  openWindow(context, asked, statusView(title, [paragraph("Fetching the task …")]));

/** Shows one sentence or two in the window. */
export const answerIn = (client: webApi.WebClient, viewId: string, title: string, text: string): Promise<void> =>
  updateWindow(client, viewId, statusView(title, [paragraph(text)]));
