import { expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { answerOne, ENCRYPTION_KEY, givenTask, giveOwnKey, labelsOf, openLabeling } from "./own-hands.ts";
import { messagesOf, openTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const LABELING = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const POSTED = { method: "POST", path: /\/annotations$/ } as const;

/** Requests of what was done, by what it was, as the log tells them. */
const requestsOf = (log: ReturnType<typeof createRecordingLog>, wanted: object): string[] =>
  log.lines
    .filter(
      ({ fields, message }) =>
        message === "done" &&
        Object.entries(wanted).every(([key, value]) => (fields as Record<string, unknown>)[key] === value),
    )
    .flatMap(({ request }) => (request === undefined ? [] : [request]));

describeOnBothDatabases("for which request something was asked", (start) => {
  test("is known to a label that is sent only after a restart: its calls carry the request of its own press", async () => {
    const log = createRecordingLog();
    const env = { ENCRYPTION_KEY, LOG_LEVEL: "debug" };
    const workspace = await start({ side: "clarifai", env, overrides: { log, times: { labeling: LABELING } } });
    const { ana } = peopleOf(workspace);
    const task = await givenTask(workspace, "Kept", ["ana"]);
    await giveOwnKey(workspace, ana, "ana");
    await openLabeling(ana, "Kept");
    workspace.faults.fail(POSTED, { status: 503 });
    const before = requestsOf(log, { what: "delivery", name: "view_submission" }).length;
    await answerOne(ana);
    await answerOne(ana);
    await workspace.stopApp();
    const pressed = requestsOf(log, { what: "delivery", name: "view_submission" }).slice(before);
    const triedBefore = workspace.faults.requests.length;
    workspace.faults.heal();

    await workspace.restartApp();
    await eventually(async () => (await labelsOf(workspace, task)).length === 2);

    const posted = workspace.faults.requests
      .slice(triedBefore)
      .filter(({ method, path }) => method === POSTED.method && POSTED.path.test(path));
    expect(new Set(pressed).size).toBe(2);
    expect(new Set(posted.map(({ headers }) => headers["x-clarifai-request-id-prefix"]))).toEqual(
      new Set(pressed.map((request) => `labeldesk-${request}`)),
    );
  });

  test("is known to what was held for the end of quiet hours, by itself and gathered", async () => {
    let offset = new Date("2026-03-02T12:00:00Z").getTime() - Date.now();
    const log = createRecordingLog();
    const workspace = await start({
      env: { LOG_LEVEL: "debug" },
      overrides: { log, now: () => new Date(Date.now() + offset) },
      slack: { now: () => new Date() },
    });
    const { lena, ana, ben } = peopleOf(workspace);
    for (const person of [ana, ben]) {
      await person.openModal("/task settings");
      await person.choose("Quiet hours from", "00:00");
      await person.choose("Quiet hours until", "23:30");
      await person.submit();
      await person.untilWords("Your settings are saved");
      await person.close();
    }
    for (const [name, workers] of [["One", [ana, ben]] as const, ["Two", [ana]] as const]) {
      await openTaskForm(lena, { name, workers });
      await lena.submit();
      await lena.untilWords(`“${name}” is created`);
      await lena.close({ isCleared: true });
    }
    const created = requestsOf(log, { what: "call", name: "PostTasks" });
    const isHeld = () => requestsOf(log, { what: "event", name: "assignment" }).length >= 3;
    await eventually(async () => isHeld());
    const posts = requestsOf(log, { what: "slack", name: "chat.postMessage" }).length;

    offset += 48 * 60 * 60 * 1000;

    await ana.untilMessage("2 new assignments, gathered for you");
    await ben.untilMessage('Label "One"');
    const told = () => log.lines.filter(({ message }) => message === "a held notice was told with others");
    await eventually(async () => told().length >= 2);
    const [one = "", two = ""] = created;
    expect(
      told()
        .map(({ request }) => request)
        .sort(),
    ).toEqual([one, two].sort());
    expect(requestsOf(log, { what: "slack", name: "chat.postMessage" }).slice(posts)).toContain(one);
    expect(messagesOf(ben)).toHaveLength(1);
    expect(ana.directMessages().map(wordsOf)).toHaveLength(1);
  });
});
