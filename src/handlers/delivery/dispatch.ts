import type { App } from "@slack/bolt";
import type { HandlerTable } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { findRow } from "./find-row.ts";
import { admits } from "./gate.ts";
import { beginOnce } from "./once.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/**
 * The way of every delivery, of whatever kind: its row is looked up, what is to be done once is journaled (before any ack), the
 * gate lets the person in or tells them why not, and the handler does it; what is in no row is refused. Bolt has this one
 * middleware and no listener: it would offer each delivery to each of them in turn.
 */
export function registerDispatch(app: App, table: HandlerTable, useCases: UseCases): void {
  app.use(async (delivery) => {
    const row = findRow(table, delivery);
    const request = await beginOnce(useCases, delivery, row?.asked);
    if (request === "again") return;
    try {
      if (!(await admits(useCases, delivery))) return;
      await (row ? row.handle(useCases) : refuseUnknown(useCases, delivery));
    } finally {
      await request.end();
    }
  });
}
