import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Json, toText } from "../../../sandbox/slack/json.ts";
import { toEnvelope } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { GUEST_VERBS } from "../../../src/handlers/delivery/guest-doors.ts";
import { HANDLERS } from "../../../src/handlers/index.ts";
import { CARD_MENU } from "../../../src/views/cards/ids.ts";
import { PACE } from "../../../src/views/cards/pace-blocks.ts";
import { COMMAND } from "../../../src/views/command-button.ts";
import { VERB_NAMES } from "../../../src/views/help.ts";
import { HOME } from "../../../src/views/home/app-home.ts";
import { ANSWER } from "../../../src/views/labeling/answer-block.ts";
import { LABEL } from "../../../src/views/labeling/label-window.ts";
import { ELSEWHERE } from "../../../src/views/labeling/no-hand.ts";
import { QUESTION } from "../../../src/views/labeling/question-windows.ts";
import { REVIEW } from "../../../src/views/review/review-window.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, postCommand, postInteraction, pressOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { BUTTONS_MAY, type May, REFUSED, rowsFor, VERBS_MAY } from "./who-may-what.ts";
import { workspacesOf } from "./workspaces.ts";

/** What guests may send, since it is only about what is theirs. */
const GUESTS_MAY: ReadonlySet<string> = new Set([
  ...[HOME.refresh, QUESTION.open, ELSEWHERE, LABEL.openPage].map((id) => `buttons ${id}`),
  ...[LABEL.window, REVIEW.window, QUESTION.ask, QUESTION.answer].map((id) => `forms ${id}`),
]);

/** And what else, in a window in which they label, review, ask or answer. */
const GUESTS_MAY_AT_WORK: ReadonlySet<string> = new Set([
  ...[LABEL.skip, LABEL.undo, LABEL.ask, LABEL.instructions, LABEL.page].map((id) => `buttons ${id}`),
  ...[REVIEW.page, REVIEW.approveAll, REVIEW.rejectAll].map((id) => `buttons ${id}`),
  `options ${ANSWER.concept}`,
]);

const start = workspacesOf();
const log = createRecordingLog();
let workspace: TestWorkspace;
let taskId: string;
let people: ReturnType<typeof peopleOf> & { readonly gil: SlackPerson; readonly sol: SlackPerson };

beforeAll(async () => {
  workspace = await start({ overrides: { log } });
  const { slack } = workspace;
  people = { ...peopleOf(workspace), gil: slack.person("gil"), sol: slack.person("sol") };
  const { ana, ben, mei } = people;
  await openTaskForm(ben, { name: "Of Ben", workers: [ana], strategy: "Full", review: "Manual", reviewers: [mei] });
  await ben.submit();
  await ben.untilWords("is created");
  await ben.close({ isCleared: true });
  taskId = toText((await listTasks(workspace))[0]?.["id"]);
});

type Kind = "shortcuts" | "messageShortcuts" | "forms" | "options" | "buttons" | "menus" | "fields";
const KINDS: readonly Kind[] = ["shortcuts", "messageShortcuts", "forms", "options", "buttons", "menus", "fields"];

/** What buttons carry that carry more than a task. */
const VALUES: Readonly<Record<string, (task: string) => string>> = {
  [COMMAND.family]: (task) => `close ${task}`,
  [PACE.disagreement]: (task) => JSON.stringify({ task, input: "digit-001" }),
};

/** What Slack would deliver of somebody who uses this row on a task that is not theirs; a family of ids gets a member. */
function forge(kind: Kind, row: string, person: SlackPerson): Json {
  const { core } = workspace.slack;
  const id = row.endsWith(":") ? row + taskId : row;
  const envelope = toEnvelope(core, person.id, kind === "forms");
  const channel = person.channel("labeling");
  const trigger_id = core.triggers.issue(person.id);
  const response_url = core.responseUrls.issue({ channel, person: person.id, messageTs: null });
  const place = { channel: { id: channel, name: "labeling" }, response_url };
  const title = { type: "plain_text", text: "Forged" };
  const view = {
    id: "V0FORGED",
    type: "modal",
    callback_id: id,
    title,
    private_metadata: taskId,
    blocks: [],
    state: { values: {} },
  };
  switch (kind) {
    case "shortcuts":
      return { type: "shortcut", callback_id: id, action_ts: "1.1", trigger_id, ...envelope };
    case "messageShortcuts": {
      const message = { type: "message", user: person.id, ts: "1.1", text: "Label all" };
      return { type: "message_action", callback_id: id, message_ts: "1.1", message, trigger_id, ...envelope, ...place };
    }
    case "forms":
      return { type: "view_submission", trigger_id, view, response_urls: [], ...envelope };
    case "options":
      return {
        type: "block_suggestion",
        action_id: id,
        block_id: "b",
        value: "",
        ...envelope,
        view: { ...view, callback_id: "x" },
      };
    case "buttons":
      return pressOf(workspace, person, { action_id: id, value: (VALUES[row] ?? String)(taskId) });
    case "menus": {
      const selected_option = { text: title, value: CARD_MENU.entries.remove };
      return pressOf(workspace, person, { type: "overflow", action_id: id, selected_option });
    }
    case "fields":
      return pressOf(workspace, person, { type: "plain_text_input", action_id: id, value: "x" });
  }
}

/** The same, as if it stood in this window. */
function forgeIn(window: string, kind: Kind, row: string, person: SlackPerson): Json {
  const forged = forge(kind, row, person);
  const { view } = forge("forms", window, person);
  const { channel: _channel, response_url: _answers, ...rest } = forged;
  return { ...rest, container: { type: "view", view_id: "V0FORGED" }, view };
}

const refusedAtGate = ({ id }: SlackPerson): number =>
  log.lines.filter(
    ({ message, fields }) =>
      message === "somebody was refused at the gate" && "person" in fields && fields.person === id,
  ).length;

/** Sends it, and says whether the gate has refused it. */
async function isRefusedAtGate(person: SlackPerson, send: () => Promise<unknown>): Promise<boolean> {
  const before = refusedAtGate(person);
  await send();
  return workspace.slack
    .until(() => refusedAtGate(person) > before, 5_000)
    .then(
      () => true,
      () => false,
    );
}

describe.each(["sol", "gil"] as const)("whoever is no member (%s)", (who) => {
  // Whoever closes a window wants nothing and is shown nothing; what Slack itself tells (events) is of nobody.
  test.each(KINDS)("is refused with every row of %s, before a handler sees it", async (kind) => {
    const person = people[who];
    const passed: string[] = [];
    for (const row of Object.keys(HANDLERS[kind])) {
      const isOpen = who === "gil" && GUESTS_MAY.has(`${kind} ${row}`);
      if (isOpen) continue;
      if (!(await isRefusedAtGate(person, () => postInteraction(workspace, forge(kind, row, person)))))
        passed.push(row);
    }

    expect(passed).toEqual([]);
  });

  test("is refused with every verb that is not about what is theirs", async () => {
    const person = people[who];
    const passed: string[] = [];
    for (const verb of VERB_NAMES) {
      if (who === "gil" && GUEST_VERBS.some((each) => each === verb)) continue;
      const send = () => postCommand(workspace, commandForm(workspace, person, `${verb} Of Ben`));
      // The help is answered from the words alone, by whoever is let in.
      if (!(await isRefusedAtGate(person, send))) passed.push(verb);
    }

    expect(passed).toEqual([]);
  });
});

describe.each([LABEL.window, REVIEW.window, QUESTION.ask, QUESTION.answer])("a guest in %s", (window) => {
  // Whatever a client sends from there: names of datasets, of groups and of accounts, and tasks that are not theirs.
  test.each(["options", "buttons", "menus", "fields"] as const)(
    "is refused with every row of %s that is not of their work",
    async (kind) => {
      const { gil } = people;
      const passed: string[] = [];
      for (const row of Object.keys(HANDLERS[kind])) {
        const isOpen = [GUESTS_MAY, GUESTS_MAY_AT_WORK].some((open) => open.has(`${kind} ${row}`));
        if (isOpen) continue;
        if (!(await isRefusedAtGate(gil, () => postInteraction(workspace, forgeIn(window, kind, row, gil)))))
          passed.push(row);
      }

      expect(passed).toEqual([]);
    },
  );
});

/** Whoever is a member, by what they are to the task, and what of it they may. */
const MEMBERS = {
  "a member who has no part in it": { who: "chidi", may: ["members"] },
  "a worker": { who: "ana", may: ["members", "workers"] },
  "a reviewer": { who: "mei", may: ["members", "reviewers"] },
  "whoever created it": { who: "ben", may: ["members", "leads"] },
  "a workspace admin": { who: "lena", may: ["members", "leads", "admins"] },
} as const satisfies Record<string, { who: string; may: readonly May[] }>;

/** What this person reads after it, once nothing is fetched any more. */
async function readAfter(person: SlackPerson, send: () => Promise<unknown>): Promise<string> {
  const before = person.ephemerals().length;
  await send();
  await workspace.slack.until(
    () =>
      person.ephemerals().length > before ||
      (person.currentView() !== undefined && !/Fetching|Looking/.test(person.words())),
  );
  const read = [...person.ephemerals().slice(before).map(wordsOf), person.currentView() ? person.words() : ""].join(
    "\n",
  );
  while (person.currentView() !== undefined) await person.close({ isCleared: true });
  return read;
}

describe.each(Object.entries(MEMBERS))("%s", (_, { who, may }) => {
  const probed: readonly May[] = ["leads", "workers", "reviewers", "admins"];

  test("gets through with the verbs and buttons on a task that are theirs, and is told why not with all others", async () => {
    const person = people[who];
    const allowed: string[] = [];
    for (const verb of rowsFor(VERBS_MAY, probed)) {
      const read = await readAfter(person, () =>
        postCommand(workspace, commandForm(workspace, person, `${verb} Of Ben`)),
      );
      if (!REFUSED.test(read)) allowed.push(verb);
    }
    for (const row of rowsFor(BUTTONS_MAY, probed)) {
      const read = await readAfter(person, () => postInteraction(workspace, forge("buttons", row, person)));
      if (!REFUSED.test(read)) allowed.push(row);
    }
    const remove = await readAfter(person, () => postInteraction(workspace, forge("menus", CARD_MENU.family, person)));
    if (!REFUSED.test(remove)) allowed.push("menu");

    const theirs = probed.filter((each) => (may as readonly May[]).includes(each));
    expect(allowed.sort()).toEqual(
      [
        ...rowsFor(VERBS_MAY, theirs),
        ...rowsFor(BUTTONS_MAY, theirs),
        ...(theirs.includes("leads") ? ["menu"] : []),
      ].sort(),
    );
  });
});
