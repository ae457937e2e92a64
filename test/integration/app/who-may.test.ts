import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Json, toText } from "../../../sandbox/slack/json.ts";
import { toEnvelope } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { GUEST_VERBS } from "../../../src/handlers/delivery/guest-doors.ts";
import { HANDLERS } from "../../../src/handlers/index.ts";
import { EXPORT } from "../../../src/views/cards/export-modal.ts";
import { CARD, CARD_MENU } from "../../../src/views/cards/ids.ts";
import { PACE } from "../../../src/views/cards/pace-blocks.ts";
import { SHARE } from "../../../src/views/cards/share-modal.ts";
import { CHANGE_MODAL } from "../../../src/views/changes/change-modals.ts";
import { HAND_OVER } from "../../../src/views/changes/hand-over-modals.ts";
import { CHANNEL } from "../../../src/views/channels/ids.ts";
import { COMMAND } from "../../../src/views/command-button.ts";
import { MISSING } from "../../../src/views/elsewhere/missing-message.ts";
import { REMIND } from "../../../src/views/follow/remind-modal.ts";
import { VERB_NAMES, type VerbName } from "../../../src/views/help.ts";
import { HISTORY } from "../../../src/views/history/history-list.ts";
import { HOME } from "../../../src/views/home/app-home.ts";
import { LABEL } from "../../../src/views/labeling/label-window.ts";
import { ELSEWHERE } from "../../../src/views/labeling/no-hand.ts";
import { QUESTION } from "../../../src/views/labeling/question-windows.ts";
import { LIST } from "../../../src/views/lists/task-list.ts";
import { NOTICE } from "../../../src/views/notices.ts";
import { FEEDBACK } from "../../../src/views/people/feedback.ts";
import { LINK_MODAL } from "../../../src/views/people/link-modal.ts";
import { REVIEW } from "../../../src/views/review/review-window.ts";
import { SETTINGS } from "../../../src/views/settings/settings-fields.ts";
import { OUTCOME } from "../../../src/views/submissions/outcome.ts";
import { TASK_FORM } from "../../../src/views/task-form/ids.ts";
import { WHY } from "../../../src/views/why/why-button.ts";
import { CONNECT } from "../../../src/views/workspaces/connect-modal.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, deliverView, postCommand, postInteraction, pressOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

/**
 * Who may do something with somebody's task: `leads`, who may edit it; the workers and the reviewers whom it names; workspace admins alone; or every member: what is
 * open to all of them, or is only about themselves.
 */
type May = "members" | "leads" | "workers" | "reviewers" | "admins";

/** The handlers' table once more, with who may; a row that is missing here does not compile. */
const VERBS_MAY: Readonly<Record<VerbName, May>> = {
  create: "members",
  list: "members",
  mine: "members",
  reviews: "members",
  show: "members",
  progress: "members",
  follow: "members",
  history: "members",
  link: "members",
  settings: "members",
  feedback: "members",
  help: "members",
  edit: "leads",
  assign: "leads",
  handover: "leads",
  close: "leads",
  reopen: "leads",
  delete: "leads",
  label: "workers",
  review: "reviewers",
  connect: "admins",
};

const BUTTONS_MAY: Readonly<Record<keyof typeof HANDLERS.buttons, May>> = {
  [HOME.create]: "members",
  [HOME.settings]: "members",
  [HOME.link]: "members",
  [HOME.refresh]: "members",
  [HOME.connect]: "admins",
  // In windows of one's own, which hold what is one's own.
  [LABEL.skip]: "members",
  [LABEL.undo]: "members",
  [LABEL.ask]: "members",
  [LABEL.instructions]: "members",
  [LABEL.openPage]: "members",
  [ELSEWHERE]: "members",
  [QUESTION.open]: "members",
  [REVIEW.page]: "members",
  [REVIEW.approveAll]: "members",
  [REVIEW.rejectAll]: "members",
  [LABEL.page]: "members",
  [TASK_FORM.link]: "members",
  [TASK_FORM.continue]: "members",
  [TASK_FORM.discard]: "members",
  [TASK_FORM.more]: "members",
  [TASK_FORM.fewer]: "members",
  [NOTICE.openAgain]: "members",
  [OUTCOME.tryAgain]: "members",
  [OUTCOME.backToForm]: "members",
  [OUTCOME.saveOver]: "members",
  [OUTCOME.deleteOthers]: "members",
  [COMMAND.family]: "members",
  [WHY.family]: "members",
  [LINK_MODAL.open]: "members",
  [LINK_MODAL.forgetKey]: "members",
  [LIST.previous]: "members",
  [LIST.next]: "members",
  [LIST.share]: "members",
  [HISTORY.newest]: "members",
  [HISTORY.older]: "members",
  [HISTORY.save]: "members",
  [CARD.open]: "members",
  [CARD.progress]: "members",
  [CARD.refresh]: "members",
  [CARD.share]: "members",
  [CARD.refreshProgress]: "members",
  [CHANNEL.kinds]: "members",
  [CHANNEL.leadKinds]: "members",
  [CHANNEL.unfollow]: "members",
  [CHANNEL.unfollowLead]: "members",
  // Asks for a format alone; the form is refused.
  [EXPORT.start]: "members",
  [CARD.edit]: "leads",
  [CARD.assign]: "leads",
  [CARD.handOver]: "leads",
  [CARD.close]: "leads",
  [CONNECT.open]: "admins",
  [CONNECT.disconnect]: "admins",
  [MISSING.tell]: "admins",
  [MISSING.keepQuiet]: "admins",
  [PACE.disagreement]: "leads",
  [LABEL.start]: "workers",
  [REVIEW.start]: "reviewers",
};

const FORMS_MAY: Readonly<Record<keyof typeof HANDLERS.forms, May>> = {
  [TASK_FORM.create]: "members",
  [SHARE.view]: "members",
  [CHANNEL.window]: "members",
  [LINK_MODAL.view]: "members",
  [SETTINGS.view]: "members",
  [FEEDBACK.window]: "members",
  [LABEL.window]: "members",
  [QUESTION.ask]: "members",
  [QUESTION.answer]: "members",
  [REVIEW.window]: "members",
  [CONNECT.view]: "admins",
  [TASK_FORM.edit]: "leads",
  [CHANGE_MODAL.close]: "leads",
  [CHANGE_MODAL.remove]: "leads",
  [CHANGE_MODAL.pickPeople]: "leads",
  [CHANGE_MODAL.assign]: "leads",
  [EXPORT.view]: "leads",
  [HAND_OVER.pick]: "leads",
  [HAND_OVER.confirm]: "leads",
  [REMIND.view]: "leads",
};

/** Answer in the window or the message in which they stand, and nowhere else: their own suites send them from there. */
const ANSWERS_IN_PLACE: ReadonlySet<string> = new Set([CONNECT.disconnect, MISSING.tell, MISSING.keepQuiet]);

/** What guests may send, since it is only about what is theirs. */
const GUESTS_MAY: ReadonlySet<string> = new Set([
  ...[HOME.refresh, QUESTION.open, ELSEWHERE, LABEL.openPage].map((id) => `buttons ${id}`),
  ...[LABEL.window, REVIEW.window, QUESTION.ask, QUESTION.answer].map((id) => `forms ${id}`),
]);

/** How the app says that somebody may not. */
const REFUSED =
  /\bOnly (members|workspace admins|whoever|\w+ \w+, who)|ask one of them|You are not a (worker|reviewer)/;

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
}, 60_000);

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

const rowsFor = <Row extends string>(table: Readonly<Record<Row, May>>, may: readonly May[]) =>
  (Object.entries(table) as [Row, May][]).flatMap(([row, who]) =>
    may.includes(who) && !ANSWERS_IN_PLACE.has(row) ? [row] : [],
  );

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
  }, 60_000);
});

/** Windows of the one who created the task, by the form that they send. */
const WINDOWS: Partial<Record<keyof typeof FORMS_MAY, (ben: SlackPerson) => Promise<void>>> = {
  [TASK_FORM.edit]: async (ben) => {
    await ben.openModal("/task edit Of Ben");
    await ben.untilField("Name");
    await ben.fill("Name", "Taken over");
  },
  [CHANGE_MODAL.close]: async (ben) => {
    await ben.openModal("/task close Of Ben");
    await ben.untilField("Close as");
  },
  [CHANGE_MODAL.remove]: async (ben) => {
    await ben.openModal("/task delete Of Ben");
    await ben.untilWords("Delete “Of Ben”?");
  },
  [EXPORT.view]: async (ben) => {
    await ben.command("/task progress Of Ben");
    await ben.press("Export", await ben.untilEphemeral("Export"));
    await ben.untilField("Format");
  },
};

describe.each(Object.entries(WINDOWS))("the form %s, opened by whoever created the task", (_, open) => {
  test.each(["chidi", "ana"] as const)("is refused when %s sends it", async (who) => {
    const { ben } = people;
    await open(ben);
    const ack = JSON.stringify(await deliverView(workspace, people[who], ben.view()));
    // What was typed into a form is its opener's: to others it is not there.
    const isRefused = (): boolean => ack.includes("not kept any more") || REFUSED.test(ack + ben.words());
    await workspace.slack.until(isRefused);
    await ben.close({ isCleared: true });

    expect(await listTasks(workspace)).toMatchObject([{ name: "Of Ben", status: { code: 54001 } }]);
    expect(people[who].directMessages().map(wordsOf).join()).not.toContain("📎");
  });
});

test("every form that changes somebody's task is tried here, or is sent from a window that such a one has opened", () => {
  const leads = rowsFor(FORMS_MAY, ["leads"]);
  const opened = [CHANGE_MODAL.pickPeople, CHANGE_MODAL.assign, HAND_OVER.pick, HAND_OVER.confirm, REMIND.view];

  expect(leads.sort()).toEqual([...Object.keys(WINDOWS), ...opened].sort());
});
