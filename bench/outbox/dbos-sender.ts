import { DBOS } from "@dbos-inc/dbos-sdk";
import { createSlackClients } from "../../src/slack/clients.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { SLACK_LOGGER, told } from "./shared.ts";

/** The same by DBOS: a durable workflow for each event, with the sending as its step. "look": a step that runs again looks first. */
const [url = "", slackApiUrl = "", people = "", look = "", replica = "0"] = process.argv.slice(2);
const { background } = createSlackClients({ token: "xoxb-bench", slackApiUrl, logger: SLACK_LOGGER });
const messenger = createMessenger(background);

async function post(person: string, event: string, since: number, isRecovered: boolean): Promise<string> {
  const mark = { event, part: 0 };
  if (look === "look" && isRecovered) {
    const found = await messenger.findPosted(person, { mark, since: new Date(since) });
    if (found.kind === "found") return found.ts;
  }
  return (await messenger.post(person, told(person), { mark })).ts;
}

async function tell(person: string): Promise<string> {
  const event = DBOS.workflowID ?? "";
  const status = await DBOS.getWorkflowStatus(event);
  const isRecovered = (status?.recoveryAttempts ?? 0) > 1;
  return DBOS.runStep(() => post(person, event, status?.createdAt ?? 0, isRecovered), {
    name: "post",
    retriesAllowed: true,
    maxAttempts: 8,
    intervalSeconds: 2,
    backoffRate: 3,
  });
}
const telling = DBOS.registerWorkflow(tell, { name: "tell" });

// Both of its own: else the version is a hash of the code, and what another one has left is not taken up; and all replicas go by one name,
// so that each that starts runs again what the others are at.
const names = { name: "outbox", applicationVersion: "1", executorID: `replica-${replica}` };
DBOS.setConfig({ ...names, systemDatabaseUrl: url, logLevel: "error" });
await DBOS.launch();
await DBOS.registerQueue("told", { workerConcurrency: 8, rateLimit: { limitPerPeriod: 300, periodSec: 60 } });
for (const person of people.split(",").filter(Boolean))
  await DBOS.startWorkflow(telling, { workflowID: person, queueName: "told" })(person);
