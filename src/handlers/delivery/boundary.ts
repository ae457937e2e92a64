import type { App } from "@slack/bolt";
import type { Log } from "../../domain/log.ts";
import { type DeliveryBody, installationOf, senderOf } from "../../domain/notifications/delivery-sender.ts";
import { buildFaultNotice } from "../../views/notices.ts";

const asBody = (payload: object): DeliveryBody => ({ ...payload });

export type BoundaryContext = {
  /** The id of the delivery that is being handled, as the log has it. */
  readonly requestId: () => string;
  readonly log: Log;
};

/**
 * The one error boundary: what no handler expected is logged once and told to the person once, with the id of the request, which both have.
 * It is thrown on, so that the receiver refuses a delivery that nobody has acknowledged.
 */
export function registerErrorBoundary(app: App, context: BoundaryContext): void {
  const handle: Parameters<typeof app.error>[0] = async ({ error, body, context: delivery }) => {
    if (error.code === "slack_bolt_authorization_error") {
      context.log.warn({ team: installationOf(asBody(body)) }, "a delivery for another workspace was refused");
      throw error;
    }
    context.log.error({ err: error.original ?? error }, "a handler failed");
    const person = senderOf(asBody(body));
    if (person !== undefined && delivery.botToken !== undefined) {
      const notice = buildFaultNotice(context.requestId());
      try {
        await app.client.chat.postMessage({ token: delivery.botToken, channel: person, ...notice });
      } catch (cause) {
        context.log.warn({ err: cause }, "the person could not be told of a failure");
      }
    }
    throw error;
  };
  app.error(handle);
}
