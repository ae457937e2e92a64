import { expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { PersonSeed } from "../../../sandbox/slack/people.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { defaultLimits } from "../../../src/api/limits.ts";
import { eventually } from "../../support/eventually.ts";
import { labelsOf, makeTask } from "../../support/label-task.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const INPUTS = Array.from({ length: 10 }, (_, at) => `text-${String(at).padStart(2, "0")}`);
/** Slack's own: later it tells the person that the app has failed. */
const ACK_MS = 3_000;
/** How soon ten windows are filled at once is the machine's affair, and not what is looked at here. */
const PATIENT = { ...defaultLimits, interactiveMs: 20_000 };
/** The end is said once everything is sent, behind the acks of all. */
const SENT_MS = 60_000;

const CROWD: readonly PersonSeed[] = Array.from({ length: 10 }, (_, at) => ({
  handle: `labeler${at}`,
  realName: `Labeler ${at}`,
  title: "Labeler",
  email: `labeler${at}@example.com`,
  timeZone: "Europe/Vienna",
}));
const HANDLES = CROWD.map(({ handle }) => handle);

/** No two of them say the same of all inputs. */
const saidBy = (handle: string, input: string): string => {
  const [worker, at] = [HANDLES.indexOf(handle), INPUTS.indexOf(input)];
  return at === worker || (at + worker) % 3 === 0 ? "cup" : "plate";
};

async function labelAll(worker: SlackPerson, handle: string): Promise<void> {
  for (let done = 1; done <= INPUTS.length; done += 1) {
    await worker.untilWords(new RegExp(`^${done} of ${INPUTS.length} `, "m"), SENT_MS);
    const [, input = ""] = / · (text-\d\d)$/m.exec(worker.words()) ?? [];
    await worker.chooseAll("Concepts", [saidBy(handle, input)]);
    expect(await worker.submit()).toEqual({ result: "accepted" });
  }
  await worker.untilWords("That was the last one.", SENT_MS);
}

describeOnBothDatabases("ten people at once", (start) => {
  test("each press is acked in time, and every label is there once under whoever said it", async () => {
    const workspace = await start({
      slack: { people: CROWD },
      overrides: { times: { labeling: TIMES, tasksApi: PATIENT } },
    });
    const inputs = Object.fromEntries(INPUTS.map((id) => [id, { text: { raw: `This is ${id}.` } }]));
    const task = await makeTask(workspace, {
      name: "Crowd",
      workers: HANDLES,
      type: "CONCEPTS_CLASSIFICATION",
      inputs,
    });

    // One after the other: the acks of presses are looked at, not those of an app that has just started.
    for (const handle of HANDLES) await workspace.slack.person(handle).openModal("/task label Crowd");
    await Promise.all(HANDLES.map((handle) => labelAll(workspace.slack.person(handle), handle)));

    await eventually(async () => (await labelsOf(workspace, task)).length >= CROWD.length * INPUTS.length, SENT_MS);
    const labels = await labelsOf(workspace, task);
    const found = labels.map((label) => {
      const concepts = toObjects(toObject(label["data"])["concepts"]);
      const shown = concepts.filter(({ value }) => value === 1).map(({ id }) => toText(id));
      return `${label["user_id"]} ${label["input_id"]} ${shown}`;
    });
    const said = HANDLES.flatMap((handle) =>
      INPUTS.map((input) => `${workspace.slack.person(handle).id} ${input} ${saidBy(handle, input)}`),
    );
    expect(found.sort()).toEqual(said.sort());
    const late = workspace.slack.deliveries.filter(
      ({ answer }) => answer.outcome !== "answered" || answer.ms >= ACK_MS,
    );
    expect(late).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  }, 120_000);
});
