import type { AllMiddlewareArgs, AnyMiddlewareArgs, App } from "@slack/bolt";
import { type DeliveryBody, installationOf, senderOf } from "../../domain/delivery-sender.ts";
import { paragraph } from "../../views/blocks.ts";
import { buildFaultNotice, buildNotice, UNKNOWN_BUTTON, UNKNOWN_FORM } from "../../views/notices.ts";
import { statusView } from "../../views/status-view.ts";
import type { KnownIds } from "../index.ts";
import type { HandlerContext } from "../shared/use-cases.ts";

const asBody = (payload: object): DeliveryBody => ({ ...payload });

/**
 * The one error boundary: what no handler expected is logged once and told to the person once, with an id that both have.
 * It is thrown on, so that the receiver refuses a delivery that nobody has acknowledged.
 */
export function registerErrorBoundary(app: App, context: Pick<HandlerContext, "newId" | "log">): void {
  const handle: Parameters<typeof app.error>[0] = async ({ error, body, context: delivery }) => {
    const id = context.newId().slice(0, 8);
    if (error.code === "slack_bolt_authorization_error") {
      context.log.warn({ id, team: installationOf(asBody(body)) }, "a delivery for another workspace was refused");
      throw error;
    }
    context.log.error({ id, err: error.original ?? error }, "a handler failed");
    const person = senderOf(asBody(body));
    if (person !== undefined && delivery.botToken !== undefined) {
      const notice = buildFaultNotice(id);
      try {
        await app.client.chat.postMessage({ token: delivery.botToken, channel: person, ...notice });
      } catch (cause) {
        context.log.warn({ id, err: cause }, "the person could not be told of a failure");
      }
    }
    throw error;
  };
  app.error(handle);
}

type Delivery = AnyMiddlewareArgs & AllMiddlewareArgs;

/** Refuses what carries an id that no handler takes (an older version's button, a forged payload): logged, and told where somebody waits. */
export function registerUnknownIds(app: App, known: KnownIds, context: Pick<HandlerContext, "log">): void {
  app.use(async (args) => {
    const unknown = unknownIdIn(asBody(args.body), known);
    if (unknown === undefined) return args.next();
    context.log.warn(unknown, "a delivery with an unknown id was refused");
    await refuse(args, unknown.type);
  });
}

async function refuse(args: Delivery, type: string): Promise<void> {
  const ack = "ack" in args ? (args.ack as (answer?: object) => Promise<void>) : async () => {};
  if (type === "view_submission") {
    return ack({ response_action: "update", view: statusView("Form not known", [paragraph(UNKNOWN_FORM)]) });
  }
  if (type === "block_suggestion") return ack({ options: [] });
  await ack();
  if (type === "block_actions" && "respond" in args && typeof args.respond === "function") {
    await args.respond({ ...buildNotice(UNKNOWN_BUTTON), response_type: "ephemeral", replace_original: false });
  }
}

function unknownIdIn(body: DeliveryBody, known: KnownIds): { type: string; id: string } | undefined {
  const type = typeof body["type"] === "string" ? body["type"] : "";
  const refused = (id: unknown) => ({ type, id: typeof id === "string" ? id.slice(0, 255) : "none" });
  switch (type) {
    case "view_submission":
    case "view_closed": {
      const id = (body["view"] as { callback_id?: unknown } | undefined)?.callback_id;
      return known.views.some((view) => view === id) ? undefined : refused(id);
    }
    case "shortcut":
    case "message_action":
      return known.shortcuts.some((shortcut) => shortcut === body["callback_id"])
        ? undefined
        : refused(body["callback_id"]);
    case "block_suggestion":
      return known.options.some((option) => option === body["action_id"]) ? undefined : refused(body["action_id"]);
    case "block_actions": {
      const actions = body["actions"];
      const first = Array.isArray(actions) ? actions[0]?.action_id : undefined;
      return typeof first === "string" && known.isAction(first) ? undefined : refused(first);
    }
    default:
      return undefined;
  }
}
