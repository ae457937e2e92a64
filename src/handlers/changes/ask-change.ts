import type { BlockButtonAction, webApi } from "@slack/bolt";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { VerbRequest } from "../shared/verb.ts";
import { openWindow, updateWindow } from "../shared/window.ts";

/** Somebody wants to change a task, by a command or by a button. */
export type ChangeAsked = Pick<VerbRequest, "team" | "person" | "client" | "respond"> & {
  readonly body: Pick<BlockButtonAction, "trigger_id" | "view"> & { readonly user: { readonly id: string } };
};

export const askedByVerb = ({
  team,
  person,
  client,
  respond,
  triggerId,
  view,
}: Omit<VerbRequest, "words" | "rest">): ChangeAsked => ({
  team,
  person,
  client,
  respond,
  body: { trigger_id: triggerId, user: { id: person }, ...(view && { view }) },
});

export const askedByButton = (
  body: BlockButtonAction,
  client: webApi.WebClient,
  respond: VerbRequest["respond"],
): ChangeAsked => ({ ...actorOf(body), client, respond, body });

export const FETCHING = "Fetching the task …";

/** Opens a window at once, since a trigger lives three seconds, in which the change goes on; undefined when it came too late. */
export const openFetching = (
  useCases: Pick<UseCases, "log">,
  asked: ChangeAsked,
  title: string,
): Promise<string | undefined> => openWindow(useCases, asked, buildWords({ title, text: FETCHING }));

/** Shows one sentence or two in the window. */
export const answerIn = (client: webApi.WebClient, viewId: string, title: string, text: string): Promise<void> =>
  updateWindow(client, viewId, buildWords({ title, text }));
