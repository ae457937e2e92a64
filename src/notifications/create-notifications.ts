import type { Log } from "../domain/log.ts";
import type { FindName } from "../domain/person.ts";
import { placeOfDigest, whenDigestBuried, withCourtesy } from "./courtesy.ts";
import { createDeliver, placeOf } from "./deliver.ts";
import { createCardDelivery } from "./deliver-cards.ts";
import { createChangeDelivery, placeOfChange } from "./deliver-changes.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { withHomeUpdates } from "./home-updates.ts";
import type {
  FindHomeReaders,
  HeldNoticeStore,
  LoadCard,
  LoadHome,
  Messenger,
  Outbox,
  PostedCardStore,
  PostedMessageStore,
  SendWithCharts,
  Timings,
} from "./ports.ts";
import { withSourceAnswers } from "./source-answer.ts";

/** From an event in the outbox to what a person sees: the sender, what stands in front of it, and what each event becomes. */
export function createNotifications(deps: {
  outbox: Outbox;
  messenger: Messenger;
  messages: PostedMessageStore;
  cards: PostedCardStore;
  held: HeldNoticeStore;
  timings: Timings;
  findName: FindName;
  loadCard: LoadCard;
  sendWithCharts: SendWithCharts;
  loadHome: LoadHome;
  findReaders: FindHomeReaders;
  now: () => Date;
  log: Log;
}): Dispatcher {
  const { outbox, messenger, messages, cards, held, timings, findName, now, log } = deps;
  const told = createDeliver({
    ...{ messenger, messages, outbox, findName, timings, now },
    cards: createCardDelivery({ ...deps, cards }),
    changes: createChangeDelivery({ messenger, messages, timings, findName, now }),
  });
  const courteous = withCourtesy(told.deliver, { messenger, messages, held, timings, findName, now });
  return createDispatcher({
    ...{ outbox, log, now },
    deliver: withHomeUpdates(withSourceAnswers(courteous, { messenger, findName }), deps),
    onBuried: (event) => [...told.whenBuried(event), ...whenDigestBuried(event)],
    placeOf: (event) => placeOf(event) ?? placeOfChange(event) ?? placeOfDigest(event),
  });
}
