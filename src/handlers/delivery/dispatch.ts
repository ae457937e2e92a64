import type { App } from "@slack/bolt";
import type { Log } from "../../domain/log.ts";
import type { DeliveryBody } from "../../domain/notifications/delivery-sender.ts";
import { ForeignSubmission } from "../../domain/submissions/foreign-submission.ts";
import { SideChanged } from "../../domain/submissions/side.ts";
import type { Delivery, HandlerTable } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { endIn } from "./ends.ts";
import { findRow } from "./find-row.ts";
import { admits, refuseElsewhere } from "./gate.ts";
import { beginOnce } from "./once.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

export type Dispatching = {
  /** What is done in the workspace that a delivery is for; undefined where the app is not installed. */
  readonly useCasesOf: (body: DeliveryBody) => Promise<UseCases | undefined>;
  /** Why it cannot work in the workspace of a delivery, where it is installed there all the same: in a sentence. */
  readonly closedBecause: (body: DeliveryBody) => Promise<string | undefined>;
  /** The app was removed at this time from a workspace, or an organization. */
  readonly leaving: { told(team: string, at: Date): Promise<void> };
  /** Takes over at once what another replica was told of workspaces. */
  readonly lookAgain: () => Promise<void>;
  readonly log: Log;
};

/**
 * The way of every delivery, of whatever kind: what tells of the app's end in a workspace is handed on; else its workspace is found, its row is looked up, what is to be done once is journaled (before any ack), the
 * gate lets the person in or tells them why not, and the handler does it; what is in no row is refused. Bolt has this one
 * middleware and no listener: it would offer each delivery to each of them in turn.
 */
export function registerDispatch(
  app: App,
  table: HandlerTable,
  { useCasesOf, closedBecause, leaving, lookAgain, log }: Dispatching,
): void {
  const find = (useCases: UseCases, delivered: Delivery) => {
    // Bolt makes a client for each token too, with its own way to Slack (slack/direct-client.ts).
    const delivery = { ...delivered, client: useCases.slack };
    return { useCases, delivery, row: findRow(table, delivery) };
  };
  type Found = ReturnType<typeof find>;

  /** Does a step; anew with the labeling side that the workspace has by now, where it was to begin something with another one: nothing was begun then. */
  async function onItsSide<T>(found: Found, step: (found: Found) => Promise<T>): Promise<T> {
    try {
      return await step(found);
    } catch (error) {
      if (!(error instanceof SideChanged)) throw error;
      await lookAgain();
      const useCases = await useCasesOf({ ...found.delivery.body });
      return step(find(useCases ?? found.useCases, found.delivery));
    }
  }

  /** One promise stands until the delivery is answered, also where it is handled anew: what a dying process leaves of it is told. */
  async function take(delivered: Found): Promise<void> {
    const { found, request } = await onItsSide(delivered, async (one) => ({
      found: one,
      request: await beginOnce(one.useCases, one.delivery, one.row?.asked),
    }));
    if (request === "again") return;
    try {
      await onItsSide(found, async ({ useCases, delivery, row }) => {
        if (!(await admits(useCases, delivery))) return;
        await (row ? row.handle(useCases) : refuseUnknown(useCases, delivery));
      });
    } finally {
      await request.end();
    }
  }

  app.use(async (delivery) => {
    const body: DeliveryBody = { ...delivery.body };
    const ended = endIn(body);
    if (ended) {
      for (const team of ended.teams) await leaving.told(team, ended.at);
      return;
    }
    const useCases = await useCasesOf(body);
    if (!useCases) return refuseElsewhere({ log }, delivery, await closedBecause(body));
    try {
      await take(find(useCases, delivery));
    } catch (error) {
      // It was to be journaled, which is before any ack.
      if (!(error instanceof ForeignSubmission)) throw error;
      await refuseUnknown(useCases, delivery);
    }
  });
}
