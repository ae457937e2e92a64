import type { BlockButtonAction, webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { buildNotice, buildOutcomeNotice } from "../../views/notices.ts";
import { buildWords, type Words } from "../../views/status-view.ts";
import { slackErrorOf, wasTooLate } from "./slack-error.ts";
import type { UseCases } from "./use-cases.ts";
import type { VerbRequest } from "./verb.ts";

type Pressed = {
  readonly body: Pick<BlockButtonAction, "trigger_id" | "view"> & { readonly user: { readonly id: string } };
  readonly client: webApi.WebClient;
  readonly respond: VerbRequest["respond"];
};

/**
 * Shows a view at once, while its trigger lives: on top of an open modal, else as a new one. A stack that is full (three
 * views) has its top replaced. Gives the view's id; undefined, and a notice, when it came too late.
 */
export async function openWindow(
  { log }: Pick<UseCases, "log">,
  { body, client, respond }: Pressed,
  view: ModalView,
): Promise<string | undefined> {
  const { trigger_id } = body;
  const modal = body.view?.type === "modal" ? body.view : undefined;
  try {
    const opened = modal
      ? await client.views.push({ trigger_id, view })
      : await client.views.open({ trigger_id, view });
    return opened.view?.id;
  } catch (error) {
    if (modal && slackErrorOf(error) === "push_limit_reached") {
      await client.views.update({ view_id: modal.id, view });
      return modal.id;
    }
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "a window could not be opened in time");
    const notice = buildNotice("Slack did not open the window in time. Nothing was changed. Try again.");
    // Only a command and a message have somewhere to answer.
    if (body.view) await client.chat.postMessage({ channel: body.user.id, ...notice });
    else await respond({ response_type: "ephemeral", replace_original: false, ...notice });
    return undefined;
  }
}

/** Shows how work that is promised goes on. That Slack does not take it stops nothing: the outcome is told all the same. */
export async function showWorking({ log }: Pick<UseCases, "log">, show: () => Promise<unknown>): Promise<void> {
  try {
    await show();
  } catch (err) {
    log.warn({ err }, "Slack did not take the news that something is being worked on");
  }
}

/** What Slack says of a view that is closed, or that shows something newer than `hash`: there is nothing left to replace. */
const PASSED = ["not_found", "view_not_found", "hash_conflict"];

/** Replaces a view's content; nothing when it was closed meanwhile or, with `hash`, shows something newer. */
export async function updateWindow(
  client: webApi.WebClient,
  viewId: string,
  view: ModalView,
  hash?: string,
): Promise<void> {
  await isReplaced(client, { view_id: viewId, view, ...(hash !== undefined && { hash }) });
}

/**
 * Tells what became of what was sent: in its window, as `view` where that says more than the words; where the window is closed, or
 * Slack does not take it there, the words by direct message. Rejects where Slack takes neither.
 */
export async function tellOutcome(
  { log }: Pick<UseCases, "log">,
  client: webApi.WebClient,
  { person, viewId }: { readonly person: string; readonly viewId: string },
  words: Words,
  view: ModalView = buildWords(words),
): Promise<void> {
  try {
    if (await isReplaced(client, { view_id: viewId, view })) return;
  } catch (err) {
    log.warn({ err, person }, "Slack did not take an outcome in its window: it is told by direct message");
  }
  await client.chat.postMessage({ channel: person, ...buildOutcomeNotice(words) });
}

async function isReplaced(
  client: webApi.WebClient,
  update: { readonly view_id: string; readonly view: ModalView; readonly hash?: string },
): Promise<boolean> {
  try {
    await client.views.update(update);
    return true;
  } catch (error) {
    if (!PASSED.includes(slackErrorOf(error) ?? "")) throw error;
    return false;
  }
}
