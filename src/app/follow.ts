import { readNoted } from "../notifications/read-noted.ts";
import { createChannelFollowing } from "../services/channels/channel-following.ts";
import { createDisagreements } from "../services/follow/disagreements.ts";
import { createExporting, type SendFile } from "../services/follow/exporting.ts";
import { createFollowing } from "../services/follow/following.ts";
import { createReasons } from "../services/follow/reasons.ts";
import { createReminders } from "../services/follow/reminders.ts";
import { createTaskProgress } from "../services/follow/task-progress.ts";
import { createHistory } from "../services/history/history.ts";
import { createSlackFiles } from "../slack/files.ts";
import { createMessenger } from "../slack/messenger.ts";
import { buildExportMessage } from "../views/follow/messages.ts";
import { sayDoing } from "../views/history/history-list.ts";
import type { Cards } from "./cards.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import { openTemporaryFile } from "./open-temporary-file.ts";
import type { People } from "./people.ts";
import type { Pictures } from "./pictures.ts";

export type Follow = ReturnType<typeof composeFollow>;

type Needs = Pick<
  Base,
  "store" | "clients" | "bot" | "tasks" | "index" | "accounts" | "people" | "times" | "now" | "log"
> &
  Pick<Lookups, "findName" | "nameConcepts"> &
  Pick<People, "rights" | "settings"> &
  Pick<Cards, "taskCards"> &
  Pick<Pictures, "pictures"> & { readonly wake: () => void };

/** How tasks get on: seen and told without being asked, shown with `/task progress`, and handed out as files. */
export function composeFollow(needs: Needs) {
  const { store, clients, bot, tasks, index, accounts, people, times, wake, now, log } = needs;
  const { findName, nameConcepts, rights, settings, taskCards, pictures } = needs;
  const messenger = createMessenger(clients.background);
  const files = createSlackFiles(clients.background);
  const sendFile: SendFile = async (person, { name, content, comment, beside }) => {
    await files.upload({ name, content }, () => messenger.post(person, buildExportMessage(comment, beside)));
  };
  const following = createFollowing({
    store: store.following,
    channels: store.channelFollows,
    reminders: store.reminders,
    tasks,
    accounts,
    people,
    team: bot.team,
    wakeNotifications: wake,
    times: times.follow,
    now,
    log,
  });
  return {
    following,
    channels: createChannelFollowing({
      store: store.channelFollows,
      index,
      findName,
      noticed: (taskId) => following.noticed(taskId, { atOnce: true }),
      wake,
      now,
    }),
    taskProgress: createTaskProgress({
      taskCards,
      store: store.following,
      recentAnswers: store.labeling.recentAnswers,
      tasks,
      accounts,
      people,
      now,
      log,
    }),
    reasons: createReasons({ tasks, findGiven: store.postedMessages.findGiven, findName, rights, log }),
    reminders: createReminders({
      tasks,
      accounts,
      rights,
      store: store.reminders,
      timings: settings.timings,
      wake,
      now,
      log,
    }),
    disagreements: createDisagreements({ tasks, accounts, rights, nameConcepts, pictures }),
    exporting: createExporting({
      tasks,
      accounts,
      rights,
      nameConcepts,
      openFile: openTemporaryFile,
      sendFile,
      note: store.history.note,
      now,
      log,
    }),
    history: createHistory({
      store: store.history,
      tasks,
      rights,
      people,
      findName,
      openFile: openTemporaryFile,
      sendFile,
      read: readNoted,
      say: sayDoing,
      accounts,
      log,
    }),
  };
}
