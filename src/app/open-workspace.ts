import { createFormUpdates } from "../handlers/shared/form-updates.ts";
import type { UseCases } from "../handlers/shared/use-cases.ts";
import { createLabelApi } from "../label-page/label-api.ts";
import { createMediaReader } from "../label-page/media.ts";
import { createPageWork } from "../label-page/page-work.ts";
import type { PagePlaceOfWork } from "../label-page/ports.ts";
import { createReviewApi } from "../label-page/review-api.ts";
import { createPageReview } from "../label-page/review-work.ts";
import { createOverdueLook } from "../notifications/overdue-notices.ts";
import type { Dispatcher } from "../notifications/sender/dispatcher.ts";
import { createHousekeeping } from "../services/housekeeping.ts";
import type { LabelLinks } from "../services/labeling/ports.ts";
import { composeCards } from "./cards.ts";
import { composeConnecting, type Reconnecting } from "./connecting.ts";
import { composeElsewhere } from "./elsewhere.ts";
import { composeFollow } from "./follow.ts";
import { composeLabeling } from "./labeling.ts";
import { createLifecycle } from "./lifecycle.ts";
import { composeLists } from "./lists.ts";
import { composeLookups } from "./lookups.ts";
import { composeNotifications } from "./notifications.ts";
import { openBase, type Seat } from "./open-base.ts";
import type { Shared } from "./open-shared.ts";
import { composePeople } from "./people.ts";
import { composePictures } from "./pictures.ts";
import { composeReview } from "./review.ts";
import { composeSubmissions } from "./submissions.ts";

/** Slack delivers an event again for up to six minutes (docs.slack.dev/apis/events-api); with room for a late one. */
const DELIVERY_KEPT_MS = 3_600_000;

/** The app in one workspace, at work. It knows no other one: nothing of theirs was handed to it. */
export type Workspace = Pick<Seat, "bot" | "token"> &
  Pick<Dispatcher, "holds"> & {
    readonly useCases: UseCases;
    readonly page: PagePlaceOfWork;
    /** Ends what works, by this time of `performance.now()`. */
    stop(until?: number): Promise<void>;
  };

type Needs = {
  readonly labelLinks: LabelLinks;
  readonly reconnecting: Reconnecting;
};

/** Makes every part of one workspace, hands each what it needs, and sets them to work. */
export async function openWorkspace(
  shared: Shared,
  seat: Seat,
  { labelLinks, reconnecting }: Needs,
): Promise<Workspace> {
  const { store, newId, now, requestScope, log } = shared;
  const { team } = seat.bot;
  const lifecycle = createLifecycle({ log });
  const wake = (): void => notifications.wake();
  const whenKeyKept = async (person: string): Promise<void> => {
    await Promise.all([labeling.labelSending.retry(person), review.reviewSending.retry(person)]);
  };
  const sendAll = async (): Promise<number> => {
    const [labels, verdicts] = await Promise.all([labeling.labelSending.clear(), review.reviewSending.clear()]);
    return labels + verdicts;
  };

  const base = { ...(await openBase(shared, seat, lifecycle.opened)), wake };
  const lookups = composeLookups(base);
  const people = composePeople({ ...base, ...lookups, whenKeyKept });
  const pictures = composePictures(base);
  const cards = composeCards({ ...base, ...lookups, ...people });
  const connecting = composeConnecting({ ...base, reconnecting, sendAll });
  const lists = composeLists({ ...base, ...lookups, ...people, ...connecting });
  const elsewhere = composeElsewhere({ ...base, ...lookups, ...people });
  const submissions = composeSubmissions({ ...base, ...lookups, ...people });
  const follow = composeFollow({ ...base, ...lookups, ...people, ...pictures, ...cards });
  const labeling = composeLabeling({ ...base, ...lookups, ...lists, ...follow });
  const review = composeReview({ ...base, ...lookups, ...people, ...pictures, ...follow });
  const notifications = composeNotifications({
    ...base,
    ...lookups,
    ...people,
    ...pictures,
    ...cards,
    ...lists,
    ...follow,
    ...labeling,
  });
  const readMedia = createMediaReader({ ...base, convert: shared.convertPicture });
  const work = createPageWork({ ...labeling, drafts: store.labelDrafts, readMedia, newId, log });
  const reviewing = createPageReview({ ...review, drafts: store.reviewDrafts, readMedia, log });
  const lookForOverdue = createOverdueLook({ team, held: store.heldNotices, outbox: store.outbox, wake, now });
  const housekeeping = createHousekeeping({
    everyRound: async () => {
      await submissions.submissions.resumeAbandoned();
      await submissions.submissions.recheckDoubtful();
      await lookForOverdue();
    },
    everyHour: () => pictures.pictures.findGoneTasks(team),
    times: base.times.housekeeping,
    now,
    log,
  });

  lifecycle.begin("the filling of the index", elsewhere.filling);
  lifecycle.begin("messages", notifications);
  lifecycle.begin("submissions", { stop: submissions.submissions.stop });
  lifecycle.begin("following of tasks", follow.following);
  lifecycle.begin("labels", labeling.labelSending);
  lifecycle.begin("pictures", { stop: pictures.pictures.stop });
  lifecycle.begin("verdicts", review.reviewSending);
  lifecycle.begin("regular work", housekeeping);

  return {
    bot: seat.bot,
    token: seat.token,
    holds: notifications.holds,
    page: { directory: base.people, apis: { label: createLabelApi(work), review: createReviewApi(reviewing) } },
    stop: lifecycle.stop,
    useCases: {
      installation: seat.bot,
      directory: base.people,
      tasks: base.tasks,
      longValues: store.longValues,
      isFirstDelivery: (eventId) => store.seenEvents.firstSeen(`delivery:${eventId}`, DELIVERY_KEPT_MS),
      formUpdates: createFormUpdates({ requestScope, log }),
      labelLinks,
      slack: base.clients.interactive,
      newId,
      log,
      ...people,
      ...connecting,
      ...pictures,
      ...cards,
      ...lists,
      ...elsewhere,
      ...submissions,
      ...follow,
      ...labeling,
      ...review,
    },
  };
}
