import type { App } from "@slack/bolt";
import type { Log } from "../../domain/log.ts";
import type { DeliveryBody } from "../../domain/notifications/delivery-sender.ts";
import { ForeignSubmission } from "../../domain/submissions/foreign-submission.ts";
import type { Delivery, HandlerTable } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { findRow } from "./find-row.ts";
import { admits, refuseElsewhere } from "./gate.ts";
import { beginOnce } from "./once.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/** What is done in the workspace that a delivery is for; undefined where the app is not installed. */
export type UseCasesOf = (body: DeliveryBody) => Promise<UseCases | undefined>;

/**
 * The way of every delivery, of whatever kind: its workspace is found, its row is looked up, what is to be done once is journaled (before any ack), the
 * gate lets the person in or tells them why not, and the handler does it; what is in no row is refused. Bolt has this one
 * middleware and no listener: it would offer each delivery to each of them in turn.
 */
export function registerDispatch(
  app: App,
  table: HandlerTable,
  { useCasesOf, log }: { readonly useCasesOf: UseCasesOf; readonly log: Log },
): void {
  async function take(useCases: UseCases, delivery: Delivery): Promise<void> {
    const row = findRow(table, delivery);
    const request = await beginOnce(useCases, delivery, row?.asked);
    if (request === "again") return;
    try {
      if (!(await admits(useCases, delivery))) return;
      await (row ? row.handle(useCases) : refuseUnknown(useCases, delivery));
    } finally {
      await request.end();
    }
  }

  app.use(async (delivery) => {
    const useCases = await useCasesOf({ ...delivery.body });
    if (!useCases) return refuseElsewhere({ log }, delivery);
    try {
      await take(useCases, delivery);
    } catch (error) {
      // It was to be journaled, which is before any ack.
      if (!(error instanceof ForeignSubmission)) throw error;
      await refuseUnknown(useCases, delivery);
    }
  });
}
