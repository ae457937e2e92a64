import { randomUUID } from "node:crypto";
import { createDispatcher } from "../../src/notifications/sender/dispatcher.ts";
import { NOTIFICATION_TIMES } from "../../src/notifications/shared/times.ts";
import { createSlackClients } from "../../src/slack/clients.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { createStore } from "../../src/store/store.ts";
import { QUIET, SLACK_LOGGER, told } from "./shared.ts";

/** The outbox of this repository, as a process: writes events for the people of its argument, and sends what there is. */
const [url = "", slackApiUrl = "", people = ""] = process.argv.slice(2);
const now = () => new Date();
const store = await createStore({ kind: "postgres", url, schema: "labeldesk" }, { now, newId: randomUUID });
const { background } = createSlackClients({ token: "xoxb-bench", slackApiUrl, logger: SLACK_LOGGER });
const dispatcher = createDispatcher({
  outbox: store.outbox,
  messenger: createMessenger(background),
  open: ({ payload }) => ({
    place: String(payload["person"]),
    async deliver(slack) {
      await slack.post(String(payload["person"]), told(String(payload["person"])));
      return [];
    },
  }),
  whenBuried: () => [],
  times: NOTIFICATION_TIMES,
  log: QUIET,
  now,
});
const persons = people.split(",").filter(Boolean);
await store.outbox.add(persons.map((person) => ({ kind: "told", payload: { team: "T1", person }, dedupeKey: person })));
dispatcher.start();
