import type { Log } from "../domain/log.ts";
import type { EventKind, NewEvent } from "../domain/notifications/events.ts";
import type { OutboxEvent } from "../domain/notifications/outbox-event.ts";
import type { FindName } from "../domain/people/person.ts";
import type { RequestScope } from "../domain/request-scope.ts";
import type { Watch } from "../domain/watch.ts";
import { createAssignmentNotifications } from "./assignments.ts";
import { createCardNotifications } from "./cards.ts";
import { type ChannelFollows, createChannelNotifications } from "./channels.ts";
import { createElsewhereNotifications } from "./elsewhere.ts";
import { createFeedbackNotifications } from "./feedback.ts";
import { createFollowNotifications } from "./follow.ts";
import { createGroupNotifications } from "./groups.ts";
import { createHeldNotifications } from "./held-notices.ts";
import { createHoldNotifications, holdEnded } from "./hold-notices.ts";
import { createHomeNotifications, homeChanged } from "./homes.ts";
import { createLabelNotifications } from "./labels.ts";
import { createOutcomeNotifications } from "./outcomes.ts";
import { createPictureNotifications } from "./pictures.ts";
import { createQuestionNotifications, type QuestionBook } from "./questions.ts";
import { createRequestNotifications } from "./requests.ts";
import { createReviewNotifications } from "./reviews.ts";
import { createDispatcher, type Dispatcher } from "./sender/dispatcher.ts";
import { createAuthorOf } from "./shared/author-of.ts";
import { createCourtesy } from "./shared/courtesy.ts";
import type { Handed, Notifications, OpenedEvent } from "./shared/notification.ts";
import { UnreadableEvent } from "./shared/notification.ts";
import type {
  FindAdmins,
  FindHomeReaders,
  FindOffers,
  FindPerson,
  FindProgress,
  FindWatch,
  ForgetPictures,
  HeldNoticeStore,
  LoadCard,
  LoadHome,
  Messenger,
  Outbox,
  PostedCardStore,
  PostedMessageStore,
  ReviewAskStore,
  Timings,
} from "./shared/ports.ts";
import type { NotificationTimes } from "./shared/times.ts";
import { whenBuried } from "./when-buried.ts";

type Deps = {
  /** The workspace whose token it sends with. */
  readonly team: string;
  readonly outbox: Outbox;
  readonly messenger: Messenger;
  readonly messages: PostedMessageStore;
  readonly cards: PostedCardStore;
  readonly held: HeldNoticeStore;
  readonly timings: Timings;
  readonly questions: QuestionBook;
  readonly findName: FindName;
  readonly findPerson: FindPerson;
  readonly findOffers: FindOffers;
  readonly loadCard: LoadCard;
  /** Where a task is labeled without this app, on a side that has such pages. */
  readonly pageOf?: ((taskId: string) => string) | undefined;
  readonly findProgress: FindProgress;
  readonly loadHome: LoadHome;
  readonly findReaders: FindHomeReaders;
  readonly findAdmins: FindAdmins;
  /** How the labeling side is called in sentences. */
  readonly otherSide: string;
  readonly forgetPictures: ForgetPictures;
  readonly findWatch: FindWatch;
  readonly asks: ReviewAskStore;
  readonly follows: ChannelFollows;
  /** Whether people of other organizations read the channel. */
  readonly isExternal: (channel: string) => Promise<boolean>;
  /** A task is to be looked at now. */
  readonly noticed: (taskId: string) => void;
  readonly times: NotificationTimes;
  readonly now: () => Date;
  readonly requestScope?: RequestScope;
  readonly watch?: Watch;
  readonly log: Log;
};

/** From an event in the outbox to what a person sees: the table of all kinds, and the sender that walks through it. */
export function createNotifications(deps: Deps): Dispatcher {
  const table = createTable(deps);
  return createDispatcher({
    outbox: eventsOf(deps.team, deps.outbox),
    messenger: deps.messenger,
    times: deps.times,
    ...(deps.requestScope && { requestScope: deps.requestScope }),
    ...(deps.watch && { watch: deps.watch }),
    log: deps.log,
    now: deps.now,
    open: (event) => openEvent(table, event, deps),
    whenBuried,
    onHoldEnded: (hold) => [holdEnded(deps.team, hold, deps.now())],
  });
}

/** The outbox as the sender of one workspace sees it: its token sends nothing of another one's. */
const eventsOf = (team: string, outbox: Outbox): Outbox => ({
  ...outbox,
  claim: (limit, leaseMs, which = { except: [] }, pacing = undefined) =>
    outbox.claim(limit, leaseMs, { ...which, team }, pacing),
  nextDueAt: (which = { except: [] }) => outbox.nextDueAt({ ...which, team }),
});

/** Every kind of event, by family: where the compiler misses one, it is not told yet. */
export function createTable(deps: Omit<Deps, "team" | "messenger" | "findReaders">): Notifications {
  const courtesy = createCourtesy(deps);
  const authorOf = createAuthorOf(deps);
  const kinds = {
    ...createAssignmentNotifications({ ...deps, authorOf, courtesy }),
    ...createReviewNotifications({ ...deps, courtesy }),
    ...createFollowNotifications({ ...deps, courtesy }),
    ...createQuestionNotifications({ ...deps, courtesy }),
    ...createChannelNotifications({ ...deps, authorOf, courtesy }),
    ...createGroupNotifications({ ...deps, courtesy }),
  };
  return {
    ...kinds,
    ...createHeldNotifications({ ...deps, kinds }),
    ...createOutcomeNotifications(deps),
    ...createElsewhereNotifications(deps),
    ...createRequestNotifications(),
    ...createLabelNotifications(deps),
    ...createCardNotifications({ ...deps, authorOf }),
    ...createPictureNotifications(deps),
    ...createHomeNotifications(deps),
    ...createHoldNotifications(deps),
    ...createFeedbackNotifications(deps),
  };
}

/** Throws `UnreadableEvent` for a kind or a payload of another version of the app. */
export function openEvent(
  table: Notifications,
  event: OutboxEvent,
  deps: Pick<Deps, "findReaders" | "times" | "now">,
): OpenedEvent {
  const { kind } = event;
  if (!isKnown(table, kind)) throw new UnreadableEvent(event, "this version knows no such kind");
  return openKnown(table, kind, event, deps);
}

const isKnown = (table: Notifications, kind: string): kind is EventKind => Object.hasOwn(table, kind);

function openKnown<K extends EventKind>(
  table: Notifications,
  kind: K,
  event: OutboxEvent,
  { findReaders, times, now }: Pick<Deps, "findReaders" | "times" | "now">,
): OpenedEvent {
  const entry = table[kind];
  // Older versions did not write it into every kind.
  const read = entry.payload.safeParse({ team: event.team, ...event.payload });
  if (!read.success) throw new UnreadableEvent(event, read.error.issues[0]);
  const payload = read.data;
  const how = { ...(event.group !== undefined && { group: event.group }) };

  return {
    place: entry.place?.(payload),
    async deliver(slack) {
      const verdict = (await entry.waits?.(payload, how)) ?? { tell: payload };
      const followUps =
        "instead" in verdict
          ? verdict.instead
          : await tell(verdict.tell, { isSilent: verdict.isSilent ?? false, slack });
      if ("tell" in verdict) await verdict.afterwards?.();
      const concerned = entry.homes?.(payload);
      if (!concerned) return followUps;
      const { team } = payload;
      const readers = await findReaders(team, [...new Set(concerned)]);
      return [
        ...followUps,
        ...readers.map((person) => homeChanged({ team, person }, { now: now(), momentMs: times.homeMoment })),
      ];
    },
  };

  async function tell(told: typeof payload, handed: Pick<Handed, "isSilent" | "slack">): Promise<readonly NewEvent[]> {
    return entry.deliver(told, { ...how, ...handed });
  }
}
