import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { findElements, readWords } from "../../../sandbox/slack/blocks.ts";
import { sign } from "../../../sandbox/slack/delivery.ts";
import { type Json, toObject } from "../../../sandbox/slack/json.ts";
import { ELSEWHERE, toEventEnvelope } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, postCommand, postInteraction, postRaw, pressOf, submissionOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const NOT_OURS = "Labeldesk works for the people of the workspace that installed it";
const ONLY_YOURS = "Guests see what is assigned to them and nothing else";

const start = workspacesOf();
const log = createRecordingLog();

/** Two tasks of Lena's: "For Gil" is assigned to the guest, "For Ana" is not. */
async function startWithTasks() {
  const workspace = await start({ overrides: { log } });
  const people = peopleOf(workspace);
  const [gil, sol] = [workspace.slack.person("gil"), workspace.slack.person("sol")];
  await create(people.lena, "For Gil", gil);
  await create(people.lena, "For Ana", people.ana);
  await gil.untilMessage("For Gil");
  const ids = new Map((await listTasks(workspace)).map((task) => [String(task["name"]), String(task["id"])]));
  return { workspace, ...people, gil, sol, idOf: (name: string) => ids.get(name) ?? "" };
}

async function create(lead: SlackPerson, name: string, worker: SlackPerson): Promise<void> {
  await openTaskForm(lead, { name, workers: [worker] });
  await lead.submit();
  await lead.untilWords("is created");
  await lead.close();
}

const postEvent = (workspace: TestWorkspace, envelope: Json) =>
  postRaw(workspace, JSON.stringify(envelope), { contentType: "application/json" });

/** What the app has done on Slack for anybody to see, but for one sentence to one person. */
const WINDOWS = ["views.open", "views.push", "views.publish", "chat.unfurl"];
const windowsOf = ({ slack }: TestWorkspace) => slack.calls.filter(({ method }) => WINDOWS.includes(method)).length;

/** Waits until the app has nothing left of what it was sent: it answers in order only what it has settled. */
const untilRefused = (workspace: TestWorkspace, count: number) =>
  workspace.slack.until(() => refusals() >= count || log.lines.some(({ level }) => level === "error"));
const refusals = () => log.lines.filter(({ message }) => message === "somebody was refused at the gate").length;

describe("somebody of another workspace", () => {
  let world: Awaited<ReturnType<typeof startWithTasks>>;
  beforeAll(async () => {
    world = await startWithTasks();
  });

  test("gets one sentence and no window, whatever they send, and nothing is done", async () => {
    const { workspace, lena, sol, idOf } = world;
    const before = { windows: windowsOf(workspace), tasks: await listTasks(workspace), refusals: refusals() };
    const value = idOf("For Ana");
    await sol.command("/task create");
    await sol.command("/task list");
    await sol.shortcut("create_task");
    await postInteraction(workspace, pressOf(workspace, sol, { action_id: "task_change.close", value }));
    await postInteraction(workspace, pressOf(workspace, sol, { action_id: "task_card.open", value }));
    await postInteraction(workspace, pressOf(workspace, sol, { action_id: "task_card.share", value }));
    await sol.openHome();
    const { type: _type, actions: _actions, ...rest } = pressOf(workspace, sol, {});
    const options = await postInteraction(workspace, {
      ...rest,
      type: "block_suggestion",
      action_id: "task_form:concepts",
      block_id: "b",
      value: "",
    });
    await untilRefused(workspace, before.refusals + 8);

    expect(options.json).toEqual({ options: [] });
    expect(windowsOf(workspace)).toBe(before.windows);
    expect(await listTasks(workspace)).toEqual(before.tasks);
    const told = [...sol.ephemerals(), ...sol.directMessages()].map(wordsOf);
    expect(told).toHaveLength(6);
    for (const words of told) expect(words).toContain(NOT_OURS);
    expect(sol.currentView()).toBeUndefined();
    expect(lena.currentView()).toBeUndefined();
  });

  test("cannot answer a question that was put to one of us: the payload alone tells", async () => {
    const { workspace, lena } = world;
    await lena.openModal("/task delete For Ana");
    await lena.untilWords("Delete “For Ana”?");
    const payload = submissionOf(workspace, lena);
    const user = { ...toObject(payload["user"]), team_id: ELSEWHERE.id };
    const theirTeam = await postInteraction(workspace, { ...payload, team: ELSEWHERE, user });
    const ourTeam = await postInteraction(workspace, { ...payload, user });

    for (const answer of [theirTeam, ourTeam]) {
      expect(answer.json).toMatchObject({ response_action: "update" });
      expect(answer.text).toContain(NOT_OURS);
    }
    expect((await listTasks(workspace)).map(({ name }) => name).sort()).toEqual(["For Ana", "For Gil"]);
    await lena.close();
  });

  test("an event that a hosting workspace sends on is ours by its authorization, and is handled", async () => {
    const { workspace, ana } = world;
    const opened = { type: "app_home_opened", user: ana.id, channel: "D1", tab: "home", event_ts: "1.1" };
    const envelope = toEventEnvelope(workspace.slack.core, opened);
    const { status } = await postEvent(workspace, { ...envelope, team_id: ELSEWHERE.id });
    await workspace.slack.until(() => ana.home() && readWords(ana.home()?.view).includes("For Ana"));

    expect(status).toBe(200);
  });

  test("an event for another installation is none of ours, not even the end of one", async () => {
    const { workspace, lena } = world;
    const envelope = toEventEnvelope(workspace.slack.core, { type: "app_uninstalled" });
    const [authorization] = envelope["authorizations"] as Json[];
    await postEvent(workspace, { ...envelope, authorizations: [{ ...authorization, team_id: ELSEWHERE.id }] });
    await lena.command("/task show For Ana");

    expect(wordsOf(await lena.untilEphemeral("For Ana"))).toContain("by Lena Fischer");
  });
});

describe("a guest", () => {
  let world: Awaited<ReturnType<typeof startWithTasks>>;
  let seen = { ephemerals: 0, directMessages: 0 };
  beforeAll(async () => {
    world = await startWithTasks();
  });
  beforeEach(() => {
    const { gil } = world;
    seen = { ephemerals: gil.ephemerals().length, directMessages: gil.directMessages().length };
  });
  afterEach(async () => {
    if (world.gil.currentView() !== undefined) await world.gil.close();
  });
  /** From now on, and for an app that does not remember it otherwise. */
  const beMember = ({ id }: SlackPerson): Promise<void> => {
    world.workspace.slack.core.standings.delete(id);
    return world.workspace.restartApp();
  };
  const answer = async (): Promise<string> =>
    wordsOf(await world.workspace.slack.until(() => world.gil.ephemerals()[seen.ephemerals]));

  test.each([
    ...["create", "edit For Gil", "assign For Gil @ana", "close For Gil", "reopen For Gil", "delete For Gil", "link"],
    ...[
      "settings",
      "follow For Gil",
      "follow mine",
      "help",
      "list",
      "list all",
      "list created",
      "mine @ana",
      "list mine @ana",
    ],
  ])("/task %s: one sentence and no window", async (text) => {
    const { workspace, gil } = world;
    const before = windowsOf(workspace);
    await gil.command(`/task ${text}`);

    expect(await answer()).toContain(ONLY_YOURS);
    expect(windowsOf(workspace)).toBe(before);
    expect(gil.ephemerals()).toHaveLength(seen.ephemerals + 1);
  });

  test.each(["mine", "list mine"])("/task %s lists what is theirs, and nothing to share it with", async (text) => {
    await world.gil.command(`/task ${text}`);
    const told = await answer();

    expect(told).toContain("For Gil");
    expect(told).not.toMatch(/For Ana|Share/);
  });

  test("sees what is theirs, by name and by its buttons, and may only look", async () => {
    const { workspace, gil } = world;
    await gil.command("/task show For Gil");
    const card = await workspace.slack.until(() => gil.ephemerals()[seen.ephemerals]);
    await gil.press("Open", await gil.untilMessage("For Gil"));
    await gil.untilWords("by Lena Fischer");

    for (const blocks of [card.blocks, gil.view().view["blocks"]])
      expect(findElements(blocks).map(({ element }) => readWords([element]))).toEqual(["Start", "Progress", "Refresh"]);
  });

  test.each(["show For", "progress"])("/task %s finds what is theirs alone", async (text) => {
    await world.gil.command(`/task ${text}`);

    expect(await answer()).not.toContain("For Ana");
  });

  test.each(["For Ana", "the id"])("what is not theirs does not exist for them: /task show %s", async (named) => {
    const { gil, idOf } = world;
    await gil.command(`/task show ${named === "the id" ? idOf("For Ana") : named}`);

    expect(await answer()).toContain("Nothing that is assigned to you has the name or id");
  });

  test.each([
    ["task_card.open", "For Ana"],
    ["task_card.progress", "For Ana"],
    ["task_card.refresh", "For Ana"],
    ["label.start", "For Ana"],
    ["review.start", "For Ana"],
    ["why:worker", "For Ana"],
    ["channel.unfollow", "For Gil"],
    ["channel.kinds", "For Gil"],
    ["task_card.share", "For Gil"],
    ["task_change.edit", "For Gil"],
    ["task_change.close", "For Gil"],
    ["home.create", ""],
    ["home.settings", ""],
    ["task_list.share", ""],
    ["outcome.try_again", ""],
    ["notice.open_again", ""],
  ])("a press of %s on “%s” is one sentence and no window", async (action_id, name) => {
    const { workspace, gil, idOf } = world;
    const before = { windows: windowsOf(workspace), tasks: await listTasks(workspace) };
    await postInteraction(workspace, pressOf(workspace, gil, { action_id, value: idOf(name) }));

    expect(await answer()).toContain(ONLY_YOURS);
    expect(windowsOf(workspace)).toBe(before.windows);
    expect(await listTasks(workspace)).toEqual(before.tasks);
  });

  test("a button that stands for a command lets in what the command would", async () => {
    const { workspace, gil, idOf } = world;
    const press = (value: string) =>
      postInteraction(workspace, pressOf(workspace, gil, { action_id: "command:0", value }));
    const before = { windows: windowsOf(workspace), told: gil.ephemerals().length };
    await press(`delete id:${idOf("For Gil")}`);
    await press(`show id:${idOf("For Ana")}`);
    await press(`id:${idOf("For Ana")}`);
    await press("");
    const told = await workspace.slack.until(() => {
      const since = gil.ephemerals().slice(before.told).map(wordsOf);
      return since.length === 4 && since;
    });

    const isNotTheirs = expect.stringContaining("Nothing that is assigned to you has the name or id");
    const onlyTheirs = expect.stringContaining(ONLY_YOURS);
    expect([...told].sort()).toEqual([onlyTheirs, onlyTheirs, isNotTheirs, isNotTheirs]);
    expect(windowsOf(workspace)).toBe(before.windows);
  });

  test("a name alone shows what is theirs, and what is no name leads nowhere that they may not go", async () => {
    await world.gil.command("/task For Gil");
    const card = await answer();
    await world.gil.command("/task nonsense");
    const nothing = await world.workspace.slack.until(() => world.gil.ephemerals()[seen.ephemerals + 1]);

    expect(card).toContain("by Lena Fischer");
    expect(wordsOf(nothing)).toContain("Nothing that is assigned to you");
    expect(findElements(nothing.blocks)).toEqual([]);
  });

  test("is suggested no concepts, datasets or accounts", async () => {
    const { workspace, gil } = world;
    const { type: _type, actions: _actions, ...rest } = pressOf(workspace, gil, {});
    for (const action_id of ["task_form:concepts", "task_form:dataset", "link_account:account"]) {
      const { status, json } = await postInteraction(workspace, {
        ...rest,
        type: "block_suggestion",
        action_id,
        block_id: "b",
        value: "",
      });
      expect({ status, json }).toEqual({ status: 200, json: { options: [] } });
    }
  });

  test("shortcuts are told in the way that they have", async () => {
    const { workspace, gil, lena } = world;
    await gil.shortcut("create_task");
    const told = await workspace.slack.until(() => gil.directMessages()[seen.directMessages]);
    await lena.say("Label these");
    const message = gil.messages(gil.channel("labeling")).at(-1);
    if (message) await gil.messageShortcut("create_task_from_message", message);

    expect(wordsOf(told)).toContain(ONLY_YOURS);
    expect(await answer()).toContain(ONLY_YOURS);
    expect(gil.currentView()).toBeUndefined();
  });

  test("reads what is theirs in App Home, without what they may not do", async () => {
    const { workspace, gil } = world;
    await gil.openHome();
    await workspace.slack.until(() => gil.home() && readWords(gil.home()?.view).includes("For Gil"));
    const words = readWords(gil.home()?.view);

    expect(words).not.toMatch(/Create task|Settings|Tasks you created|For Ana/);
    await gil.press("Refresh");
    expect(workspace.slack.violations).toEqual([]);
  });

  test.each(["at once", "after a restart"])(
    "who became one while a form was open creates nothing with it, %s",
    async (when) => {
      const { workspace, ben } = world;
      const name = `Too late ${when}`;
      await beMember(ben);
      await openTaskForm(ben, { name });
      workspace.slack.become(ben.id, "guest");
      if (when === "after a restart") await workspace.restartApp();
      await ben.submit();
      await ben.untilWords(`“${name}” was not created`);

      expect(ben.words()).toContain("Only members of this workspace may do this");
      expect((await listTasks(workspace)).map((task) => task["name"])).not.toContain(name);
      await ben.close();
    },
  );

  test.each(["edit", "close", "delete"])(
    "who became one while a form was open: nothing comes of /task %s",
    async (verb) => {
      const { workspace, chidi } = world;
      await beMember(chidi);
      await create(chidi, `Of Chidi ${verb}`, chidi);
      const before = await listTasks(workspace);
      await chidi.openModal(`/task ${verb} Of Chidi ${verb}`);
      await workspace.slack.until(() => chidi.view().view["submit"]);
      if (verb === "edit") await chidi.fill("Name", "Changed");
      workspace.slack.become(chidi.id, "guest");
      await chidi.submit();
      await chidi.untilWords("Only members of this workspace may do this");

      expect(await listTasks(workspace)).toEqual(before);
      await chidi.close();
    },
  );

  test("may close whatever window they have: nothing comes of it", async () => {
    const { workspace, gil, lena } = world;
    await lena.openModal("/task create");
    const { trigger_id: _trigger, ...closed } = { ...submissionOf(workspace, lena), type: "view_closed" } as Json;
    await lena.close();
    const user = { ...toObject(closed["user"]), id: gil.id };

    expect(await postInteraction(workspace, { ...closed, user, is_cleared: false })).toMatchObject({ status: 200 });
    expect(gil.ephemerals()).toHaveLength(seen.ephemerals);
  });

  test("reads why they have a message, and nothing that they may not do about it", async () => {
    const { gil } = world;
    await gil.press("Why me?", await gil.untilMessage("For Gil"));

    const told = wordsOf(await gil.untilEphemeral("assigned “For Gil”"));
    expect(told).toContain("Lena Fischer assigned “For Gil” to you on");
    expect(told).not.toContain("/task");
  });
});

describe("somebody of whom Slack does not say who they are", () => {
  test("gets nothing done before it does, and reads so", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const faults = { times: 100 };
    workspace.slack.failNext("users.info", { error: "internal_error" }, faults);
    workspace.slack.failNext("users.list", { error: "internal_error" }, faults);
    await lena.command("/task create");

    expect(wordsOf(await lena.untilEphemeral("Slack did not say who you are"))).toContain("nothing was done");
    expect(lena.currentView()).toBeUndefined();
  });

  test("is found in the list of everybody where users.info fails", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const gil = workspace.slack.person("gil");
    workspace.slack.failNext("users.info", { status: 503 }, { times: 100 });
    await lena.openModal("/task create");
    await gil.command("/task create");

    expect(wordsOf(await gil.untilEphemeral("Guests see"))).toContain(ONLY_YOURS);
    expect(gil.currentView()).toBeUndefined();
  });
});

test("the gate stands before Socket Mode too", async () => {
  const workspace = await start({ delivery: "socket" });
  const [gil, sol] = [workspace.slack.person("gil"), workspace.slack.person("sol")];
  await gil.command("/task create");
  await sol.command("/task create");

  expect(wordsOf(await gil.untilEphemeral("Guests"))).toContain(ONLY_YOURS);
  expect(wordsOf(await sol.untilEphemeral("Labeldesk"))).toContain(NOT_OURS);
  expect(workspace.slack.callsOf("views.open")).toEqual([]);
});

test("what comes for another workspace than the one of the token is answered with one sentence, and nothing is done", async () => {
  const workspace = await start({ overrides: { log } });
  const { lena } = peopleOf(workspace);
  const before = { windows: windowsOf(workspace), refusals: refusals() };
  const team = { id: "T9", domain: "else" };
  const command = await postCommand(workspace, { ...commandForm(workspace, lena, "create"), team_id: "T9" });
  const press = pressOf(workspace, lena, { action_id: "task_card.open", value: "t" });
  const pressed = await postInteraction(workspace, { ...press, team });
  const { type: _type, actions: _actions, ...rest } = press;
  const options = await postInteraction(workspace, {
    ...rest,
    team,
    type: "block_suggestion",
    action_id: "task_form:concepts",
    block_id: "b",
    value: "",
  });
  await untilRefused(workspace, before.refusals + 3);
  const event = await postEvent(workspace, {
    type: "event_callback",
    team_id: "T9",
    event_id: "E1",
    authorizations: [{ team_id: "T9" }],
    event: { type: "app_home_opened", user: lena.id, tab: "home" },
  });

  expect([command.status, pressed.status, options.status, event.status]).toEqual([200, 200, 200, 401]);
  expect(JSON.stringify(command.json)).toContain(NOT_OURS);
  expect(options.json).toEqual({ options: [] });
  expect(wordsOf(await lena.untilEphemeral("Labeldesk works for"))).toContain(NOT_OURS);
  expect(windowsOf(workspace)).toBe(before.windows);
});

test("whoever cannot sign gets no further than before", async () => {
  const workspace = await start();
  const body = "command=%2Ftask&text=create";
  const signature = sign("another secret", Math.floor(Date.now() / 1000), body);

  expect((await postRaw(workspace, body, { signature })).status).toBe(401);
  expect(workspace.slack.callsOf("views.open")).toEqual([]);
});
