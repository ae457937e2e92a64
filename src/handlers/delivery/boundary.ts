import type { App } from "@slack/bolt";
import { type DeliveryBody, installationOf, senderOf } from "../../domain/notifications/delivery-sender.ts";
import { buildFaultNotice } from "../../views/notices.ts";
import type { UseCases } from "../shared/use-cases.ts";

const asBody = (payload: object): DeliveryBody => ({ ...payload });

/**
 * The one error boundary: what no handler expected is logged once and told to the person once, with an id that both have.
 * It is thrown on, so that the receiver refuses a delivery that nobody has acknowledged.
 */
export function registerErrorBoundary(app: App, context: Pick<UseCases, "newId" | "log">): void {
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
