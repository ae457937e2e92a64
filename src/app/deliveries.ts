import type { AwaitedAcks } from "../domain/awaited-acks.ts";
import { registerHandlers } from "../handlers/index.ts";
import { createFormUpdates } from "../handlers/shared/form-updates.ts";
import type { UseCases } from "../handlers/shared/use-cases.ts";
import { createBolt, type SlackAccess } from "../http/create-bolt.ts";
import type { LabelPage } from "../label-page/create-label-page.ts";
import type { Dispatcher } from "../notifications/sender/dispatcher.ts";
import type { Base } from "./open-base.ts";

/** Slack delivers an event again for up to six minutes (docs.slack.dev/apis/events-api); with room for a late one. */
const DELIVERY_KEPT_MS = 3_600_000;

type MadeHere = "installation" | "directory" | "labelLinks" | "longValues" | "formUpdates" | "isFirstDelivery";

type Needs = Pick<Base, "store" | "bot" | "people" | "times" | "log"> &
  Pick<Dispatcher, "holds"> & {
    readonly slack: SlackAccess;
    readonly listen: { readonly port: number; readonly host?: string };
    readonly acks: AwaitedAcks;
    readonly labelPage: LabelPage;
    readonly useCases: Omit<UseCases, MadeHere>;
  };

/** What Slack delivers and browsers ask, and who handles it. */
export function composeDeliveries({
  store,
  bot,
  people,
  times,
  log,
  holds,
  slack,
  listen,
  acks,
  labelPage,
  useCases,
}: Needs) {
  const bolt = createBolt({
    slack,
    listen,
    labelPage,
    bot,
    acks,
    log,
    isReady: () => store.checkWritable(),
    arrival: times.arrival,
    holds,
  });
  registerHandlers(bolt.app, {
    ...useCases,
    installation: bot,
    directory: people,
    labelLinks: labelPage.links,
    longValues: store.longValues,
    formUpdates: createFormUpdates({ log }),
    isFirstDelivery: (eventId) => store.seenEvents.firstSeen(`delivery:${eventId}`, DELIVERY_KEPT_MS),
  });
  return bolt;
}
