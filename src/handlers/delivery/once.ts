import type { AllMiddlewareArgs, AnyMiddlewareArgs, App } from "@slack/bolt";
import { splitVerb } from "../../domain/command-line.ts";
import { type DeliveryBody, senderOf } from "../../domain/delivery-sender.ts";
import { paragraph } from "../../views/blocks.ts";
import { CHANGE_MODAL } from "../../views/change-modals.ts";
import { truncate } from "../../views/limits.ts";
import { SHARE } from "../../views/share-modal.ts";
import { statusView } from "../../views/status-view.ts";
import { requestIdOf } from "../shared/request-id.ts";
import type { HandlerContext } from "../shared/use-cases.ts";

type Delivery = AnyMiddlewareArgs & AllMiddlewareArgs;

/** Forms that are answered without a journal entry of their own. */
const ANSWERED_FORMS: readonly unknown[] = [SHARE.view, CHANGE_MODAL.pickPeople];
const WORDS_SHOWN = 40;

/**
 * Commands, shortcuts and presses of buttons are done once, however often they are delivered, and what a dying process has left
 * of one is told: each is journaled before its ack. What is typed into a form changes nothing when it comes twice.
 */
export function registerOnce(app: App, context: Pick<HandlerContext, "requests" | "installation" | "log">): void {
  const { requests, installation, log } = context;
  app.use(async (args) => {
    const body: DeliveryBody = { ...args.body };
    const what = askedFor(body);
    const person = senderOf(body);
    const id = what === undefined ? undefined : requestIdOf(body);
    if (what === undefined || id === undefined || person === undefined) return args.next();
    if ((await requests.begin({ id, team: installation.team, person, what })) !== "begun") {
      log.info({ request: id }, "what was delivered again is not done again");
      return acknowledgeAgain(args);
    }
    try {
      await args.next();
    } finally {
      await requests.end(id);
    }
  });
}

/** How the person has asked for it, in their words; undefined for what needs no journal entry here. */
function askedFor(body: DeliveryBody): string | undefined {
  const { type, command, actions, view } = body as {
    type?: unknown;
    command?: unknown;
    actions?: readonly { type?: unknown; text?: { text?: unknown } }[];
    view?: { callback_id?: unknown; title?: { text?: unknown } };
  };
  if (typeof command === "string") {
    const { verb } = splitVerb(String(body["text"] ?? ""));
    return truncate(`${command} ${verb}`.trim(), WORDS_SHOWN);
  }
  if (type === "shortcut" || type === "message_action") return "Create task";
  if (type === "view_submission")
    return ANSWERED_FORMS.includes(view?.callback_id) ? String(view?.title?.text ?? "") : undefined;
  if (type !== "block_actions" || !Array.isArray(actions) || actions[0]?.type !== "button") return undefined;
  return truncate(String(actions[0].text?.text ?? "Your press of a button"), WORDS_SHOWN);
}

async function acknowledgeAgain(args: Delivery): Promise<void> {
  if (!("ack" in args)) return;
  const ack = args.ack as (answer?: object) => Promise<void>;
  const isForm = (args.body as { type?: unknown }).type === "view_submission";
  const view = statusView("Labeldesk", [paragraph("This is being done already.")]);
  await (isForm ? ack({ response_action: "update", view }) : ack());
}
