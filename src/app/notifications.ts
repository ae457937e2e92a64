import { createNotifications } from "../notifications/create-notifications.ts";
import { createOwnProgress } from "../services/labeling/own-progress.ts";
import { listAdmins } from "../slack/admins.ts";
import { createMessenger } from "../slack/messenger.ts";
import type { Cards } from "./cards.ts";
import type { Follow } from "./follow.ts";
import type { LabelingParts } from "./labeling.ts";
import type { Lists } from "./lists.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";
import type { Pictures } from "./pictures.ts";

type Needs = Pick<
  Base,
  | "store"
  | "clients"
  | "channelsOfSlack"
  | "bot"
  | "tasks"
  | "accounts"
  | "pageOf"
  | "times"
  | "now"
  | "requestScope"
  | "watch"
  | "log"
> &
  Pick<Lookups, "findName" | "hasBegun"> &
  Pick<People, "settings" | "groupJoins"> &
  Pick<Cards, "taskCards"> &
  Pick<Lists, "homes"> &
  Pick<LabelingParts, "questions"> &
  Pick<Follow, "following" | "channels"> &
  Pick<Pictures, "pictures">;

/** What people are told later or elsewhere: from an event in the outbox to what they see. */
export function composeNotifications(needs: Needs) {
  const { store, clients, channelsOfSlack, bot, tasks, accounts, pageOf, times, now, requestScope, watch, log } = needs;
  const { findName, hasBegun, settings, groupJoins, taskCards, homes, questions, pictures, following, channels } =
    needs;
  return createNotifications({
    team: bot.team,
    messenger: createMessenger(clients.background),
    findName,
    findPerson: async (team, account) => (await accounts.identify(team, [account], { isSure: true }))[account]?.person,
    findOffers: groupJoins.findOffers,
    now,
    requestScope,
    watch,
    log,
    outbox: store.outbox,
    messages: store.postedMessages,
    cards: store.postedCards,
    held: store.heldNotices,
    timings: settings.timings,
    questions: {
      find: store.questions.find,
      audienceOf: questions.audienceOf,
      isReviewedBy: questions.isReviewedBy,
      noteAsked: store.questions.noteAsked,
      unask: questions.unask,
      noteTold: store.questions.noteTold,
      listAsked: store.questions.listAsked,
      showInput: ({ team, task, input }) => pictures.show({ team, taskId: task.id }, input),
    },
    loadCard: (team, taskId, viewer) =>
      taskCards.load(team, taskId, { haste: "background", ...(viewer !== undefined && { viewer }) }),
    findProgress: createOwnProgress({ tasks, accounts, hasBegun, now, log }),
    loadHome: homes.reload,
    findReaders: homes.readersAmong,
    forgetPictures: pictures.forgetTask,
    findWatch: store.following.find,
    asks: store.reviewAsks,
    follows: { ...channels, ...store.channelFollows },
    isExternal: channelsOfSlack.isExternal,
    noticed: (taskId) => following.noticed(taskId, { atOnce: true }),
    findAdmins: () => listAdmins(clients.background),
    otherSide: accounts.otherSide,
    pageOf,
    times: times.notifications,
  });
}
