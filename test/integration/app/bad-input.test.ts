import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { sign } from "../../../sandbox/slack/delivery.ts";
import { toObject } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { EXPORT } from "../../../src/views/cards/export-modal.ts";
import { SHARE } from "../../../src/views/cards/share-modal.ts";
import { CHANGE_MODAL } from "../../../src/views/changes/change-modals.ts";
import { HAND_OVER } from "../../../src/views/changes/hand-over-modals.ts";
import { CHANNEL } from "../../../src/views/channels/ids.ts";
import { REMIND } from "../../../src/views/follow/remind-modal.ts";
import { LINK_MODAL } from "../../../src/views/people/link-modal.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, postCommand, postInteraction, postRaw, pressOf, submissionOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
const log = createRecordingLog();
let workspace: TestWorkspace;
let lena: SlackPerson;
let ana: SlackPerson;

beforeAll(async () => {
  workspace = await start({ overrides: { log } });
  ({ lena, ana } = peopleOf(workspace));
});
afterEach(async () => {
  for (const person of [lena, ana]) if (person.currentView() !== undefined) await person.close();
  expect(workspace.slack.violations).toEqual([]);
});

/** Everything that the app has done on Slack and on the other side, and said in its log. */
const traces = async () => ({
  calls: workspace.slack.calls.length,
  tasks: (await listTasks(workspace)).length,
  errors: log.lines.filter(({ level }) => level === "error").length,
});

describe("requests that are not Slack's", () => {
  const form = () =>
    new URLSearchParams(Object.entries(commandForm(workspace, lena, "create")) as [string, string][]).toString();

  test.each<[string, () => Parameters<typeof postRaw>[2]]>([
    ["without a signature", () => ({ signature: null })],
    [
      "with a signature of another secret",
      () => ({ signature: sign("another secret", Math.floor(Date.now() / 1000), form()) }),
    ],
    ["with a signature of another length", () => ({ signature: "v0=abc" })],
    ["with an empty signature", () => ({ signature: "" })],
    ["older than five minutes", () => ({ timeOffset: -301 })],
    ["from the future", () => ({ timeOffset: 301 })],
    ["from far in the future", () => ({ timeOffset: 1e11 })],
  ])("%s: 401, and nothing is done", async (_what, options) => {
    const before = await traces();
    const { status } = await postRaw(workspace, form(), options());

    expect(status).toBe(401);
    expect(await traces()).toEqual(before);
  });

  test("with another body than was signed: 401, and nothing is done", async () => {
    const before = await traces();
    const signature = sign(workspace.slack.signingSecret, Math.floor(Date.now() / 1000), form());

    expect((await postRaw(workspace, `${form()}&text=delete`, { signature })).status).toBe(401);
    expect(await traces()).toEqual(before);
  });

  test("for another workspace: refused in words, and nothing is done", async () => {
    const before = await traces();
    const command = await postCommand(workspace, { ...commandForm(workspace, lena, "create"), team_id: "T999" });
    await openTaskForm(lena);
    const opened = await traces();
    const elsewhere = { app_installed_team_id: "T999" };
    const payload = { ...submissionOf(workspace, lena, { view: elsewhere }), team: { id: "T999", domain: "else" } };
    const user = { ...toObject(payload["user" as keyof typeof payload]), team_id: "T999" };
    const submission = await postInteraction(workspace, { ...payload, user });

    for (const { status, json } of [command, submission]) {
      expect(status).toBe(200);
      expect(JSON.stringify(json)).toContain("Labeldesk works for the people of the workspace that installed it");
    }
    expect((await traces()).tasks).toBe(before.tasks);
    expect(await traces()).toEqual(opened);
  });
});

describe("requests of Slack that make no sense", () => {
  test("they are refused, and the app lives on", async () => {
    const form = "application/x-www-form-urlencoded";
    const bodies: [string, string][] = [
      ["payload=%7B%22type%22%3A", form],
      ["payload=7", form],
      ["payload=null", form],
      ["payload=%5B%5D", form],
      ["nothing=here", form],
      ["", form],
      ["{", "application/json"],
      ["null", "application/json"],
      ["{}", "application/json"],
      ["<xml/>", "application/xml"],
    ];
    const { calls, tasks } = await traces();
    const answers = await Promise.all(bodies.map(([body, contentType]) => postRaw(workspace, body, { contentType })));

    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 400));
    const unsigned = await Promise.all(
      bodies.map(([body, contentType]) => postRaw(workspace, body, { contentType, signature: null })),
    );
    expect(unsigned.map(({ status }) => status)).toEqual(bodies.map(() => 401));
    for (const path of ["healthz", "readyz"]) expect((await fetch(`${workspace.appUrl}/${path}`)).status).toBe(200);
    expect(await traces()).toMatchObject({ calls, tasks });
  });

  test.each([
    ["null", "application/json"],
    [`payload=${" ".repeat(200)}null`, "application/x-www-form-urlencoded"],
  ])("%s in chunks is refused, and the app lives on", async (body, contentType) => {
    expect((await postRaw(workspace, body, { contentType, isChunked: true })).status).toBe(400);
    expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
  });

  test.each(["trigger_id", "response_url", "text", "channel_id", "user_name"])(
    "a command without its %s does not crash the app",
    async (field) => {
      const { [field]: _left, ...rest } = commandForm(workspace, lena, "create");
      await postCommand(workspace, rest);

      expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
      if (lena.currentView() !== undefined) await lena.close();
    },
  );

  test.each([
    ["no view", (payload: object) => ({ ...payload, view: undefined })],
    ["no state", (payload: { view: object }) => ({ ...payload, view: { ...payload.view, state: undefined } })],
    ["no blocks of values", (payload: { view: object }) => ({ ...payload, view: { ...payload.view, state: {} } })],
    ["no user", (payload: object) => ({ ...payload, user: undefined })],
    [
      "values of other types",
      (payload: { view: object }) => ({
        ...payload,
        view: { ...payload.view, state: { values: { x: 7, y: { z: null } } } },
      }),
    ],
  ])("a submission with %s makes no task and does not crash the app", async (_what, change) => {
    await openTaskForm(lena);
    const before = (await traces()).tasks;
    const payload = submissionOf(workspace, lena);
    const { text } = await postInteraction(workspace, change(payload as { view: object }) as never);

    expect(text).not.toContain("Creating");
    expect((await traces()).tasks).toBe(before);
    expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
  });
});

describe("ids that the app has never given", () => {
  test("an unknown form is refused where the person sees it", async () => {
    await openTaskForm(lena);
    const answer = await postInteraction(
      workspace,
      submissionOf(workspace, lena, { view: { callback_id: "task_form.old" } }),
    );

    expect(answer.json).toMatchObject({ response_action: "update" });
    expect(answer.text).toContain("This form is too old, or from another version of Labeldesk");
  });

  test("an unknown button is told about, to that person alone", async () => {
    const before = lena.ephemerals().length;
    const { status } = await postInteraction(
      workspace,
      pressOf(workspace, lena, { action_id: "old.button", value: "x" }),
    );
    const told = await workspace.slack.until(() => lena.ephemerals()[before]);

    expect(status).toBe(200);
    expect(wordsOf(told)).toContain("This button is from another version of Labeldesk");
  });

  test("unknown shortcuts, lists and view closings are acknowledged and logged", async () => {
    await openTaskForm(lena);
    const { type: _type, actions: _actions, ...rest } = pressOf(workspace, lena, {});
    const warnings = () => log.lines.filter(({ message }) => message.includes("unknown id")).length;
    const before = warnings();
    const shortcut = await postInteraction(workspace, { ...rest, type: "shortcut", callback_id: "no_such" });
    const list = await postInteraction(workspace, {
      ...rest,
      type: "block_suggestion",
      action_id: "no_such",
      block_id: "b",
      value: "",
    });

    expect([shortcut.status, list.status]).toEqual([200, 200]);
    expect(list.json).toEqual({ options: [] });
    expect(warnings()).toBe(before + 2);
  });

  test.each([
    "",
    "garbage",
    "{",
    "[]",
    "null",
    "{}",
    '{"draft":7}',
    '{"draft":"../../x"}',
    `{"draft":"${"x".repeat(2000)}"}`,
  ])("the form's metadata %p is refused", async (metadata) => {
    await openTaskForm(lena);
    const before = (await traces()).tasks;
    const answer = await postInteraction(
      workspace,
      submissionOf(workspace, lena, { view: { private_metadata: metadata } }),
    );

    expect(answer.text).toContain("Open it again with /task create");
    expect((await traces()).tasks).toBe(before);
  });

  test.each([
    [CHANGE_MODAL.pickPeople, "/task assign"],
    [CHANGE_MODAL.assign, "/task assign"],
    [HAND_OVER.pick, "/task handover"],
    [HAND_OVER.confirm, "/task handover"],
    [CHANGE_MODAL.close, "/task close"],
    [REMIND.view, "the menu of the task’s card"],
    [SHARE.view, "Share on the task’s card"],
    [EXPORT.view, "Export on /task progress"],
    [LINK_MODAL.view, "/task link"],
    [CHANNEL.window, "What to tell on the card"],
  ])("a window (%s) that is not known any more says how it is opened again", async (callback_id, again) => {
    await openTaskForm(lena);
    const view = { callback_id, private_metadata: "garbage" };
    const answer = await postInteraction(workspace, submissionOf(workspace, lena, { view }));

    expect(answer.text).toContain(`Open it again with ${again}`);
  });

  test("another person's form is refused, and stays theirs", async () => {
    await openTaskForm(lena, { name: "Of Lena", workers: [ana] });
    await openTaskForm(ana, { name: "Of Ana" });
    const stolen = { private_metadata: lena.view().view["private_metadata"] };
    const before = (await traces()).tasks;
    const answer = await postInteraction(workspace, submissionOf(workspace, ana, { view: stolen }));

    expect(answer.text).toContain("This form is too old");
    expect((await traces()).tasks).toBe(before);
  });

  test.each(["outcome.try_again", "outcome.back_to_form", "notice.open_again"])(
    "the button %s with another person's form shows nothing of it",
    async (actionId) => {
      await openTaskForm(lena, { name: "Secret plans", workers: [ana] });
      const { draft } = JSON.parse(String(lena.view().view["private_metadata"]));
      const { status } = await postInteraction(
        workspace,
        pressOf(workspace, ana, { action_id: actionId, value: draft }),
      );
      await workspace.slack.until(() => ana.ephemerals().length > 0 || ana.currentView() !== undefined);

      expect(status).toBe(200);
      expect(JSON.stringify([ana.currentView() ?? null, ana.ephemerals(), ana.directMessages()])).not.toContain(
        "Secret plans",
      );
    },
  );
});

describe("texts that want to be more than text", () => {
  const NAMES: [string, string][] = [
    ["a mention of everybody", "<!channel> <!here> @everyone"],
    ["a mention of a person", "<@U123> & <#C123> <https://example.com|click>"],
    ["markup", "*bold* _it_ `code` ~gone~ :tada: ```"],
    ["emoji", "🦊👩‍👩‍👧‍👦 Füchse"],
    ["right-to-left", "صور الطعام \u202eabc"],
    ["as long as it may be", "x".repeat(255)],
  ];

  test.each(NAMES)("a name with %s is shown to the letter, everywhere", async (_what, name) => {
    const before = ana.directMessages().length;
    await openTaskForm(lena, { name, instructions: name, workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    const message = await workspace.slack.until(() => ana.directMessages()[before]);

    expect(lena.words()).toContain(name);
    expect(wordsOf(message)).toContain(`Label "${name}"`);
    expect(message.text).not.toMatch(/<[!@#h]/);
    expect(JSON.stringify(message.blocks)).not.toContain('"mrkdwn"');
  });

  test("instructions of 3,000 characters arrive whole, and the message shows how they begin", async () => {
    const before = ana.directMessages().length;
    const instructions = `<!channel> & ${"é🦊".repeat(990)} end`;
    await openTaskForm(lena, { name: "Long", instructions, workers: [ana] });
    await lena.submit();
    const message = await workspace.slack.until(() => ana.directMessages()[before]);

    const { ["description"]: description } = (await listTasks(workspace)).find((task) => task["name"] === "Long") ?? {};
    expect(description).toBe(instructions);
    expect(wordsOf(message)).toContain("<!channel> & é🦊");
  });
});

test("no secret and nothing that people typed stands in the log", () => {
  const lines = JSON.stringify(log.lines, (_key, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
  );
  const { slack, tasks } = workspace;

  expect(log.lines.length).toBeGreaterThan(10);
  for (const secret of [slack.botToken, slack.signingSecret, tasks.key, "Secret plans", "é🦊"])
    expect(lines).not.toContain(secret);
});

test("the error is logged once where a handler failed, with the id of the request that the person was told", async () => {
  const before = log.lines.filter(({ level }) => level === "error").length;
  const known = lena.directMessages().length;
  workspace.slack.failNext("views.open", { error: "internal_error" });
  await lena.command("/task create");
  const told = wordsOf(await workspace.slack.until(() => lena.directMessages()[known]));
  const [line, ...others] = log.lines.filter(({ level }) => level === "error").slice(before);

  expect(others).toEqual([]);
  expect(told).toContain(String(line?.request));
});
