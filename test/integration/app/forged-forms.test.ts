import { beforeAll, expect, test } from "@jest/globals";
import { toPayloadView } from "../../../sandbox/slack/modals.ts";
import { ownerOf, toEnvelope } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { EXPORT } from "../../../src/views/cards/export-modal.ts";
import { CHANGE_MODAL } from "../../../src/views/changes/change-modals.ts";
import { HAND_OVER } from "../../../src/views/changes/hand-over-modals.ts";
import { REMIND } from "../../../src/views/follow/remind-modal.ts";
import { ANSWER } from "../../../src/views/labeling/answer-block.ts";
import { TASK_FORM } from "../../../src/views/task-form/ids.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { deliverView, postInteraction } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { FORMS_MAY, REFUSED, rowsFor } from "./who-may-what.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
let workspace: TestWorkspace;
let people: ReturnType<typeof peopleOf> & { readonly gil: SlackPerson; readonly sol: SlackPerson };

beforeAll(async () => {
  workspace = await start();
  people = { ...peopleOf(workspace), gil: workspace.slack.person("gil"), sol: workspace.slack.person("sol") };
  const { ana, ben, lena, mei } = people;
  await openTaskForm(ben, { name: "Of Ben", workers: [ana, lena], review: "Manual", reviewers: [mei] });
  await ben.submit();
  await ben.untilWords("is created");
  await ben.close({ isCleared: true });
  for (const person of [ana, lena]) await person.untilMessage("Of Ben");
  await mei.untilMessage("Of Ben");
});

const LEAD_FORMS = rowsFor(FORMS_MAY, ["leads"]);

/** Windows of the one who created the task, by the form that they send, filled. */
const WINDOWS: Partial<Record<(typeof LEAD_FORMS)[number], (ben: SlackPerson) => Promise<void>>> = {
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
  [CHANGE_MODAL.pickPeople]: async (ben) => {
    await ben.openModal("/task assign Of Ben");
    await ben.untilField("Workers");
    await ben.pickPeople("Workers", [people.chidi.id]);
  },
  [CHANGE_MODAL.assign]: async (ben) => {
    await ben.openModal(`/task assign Of Ben <@${people.chidi.id}|chidi>`);
    await ben.untilWords("Ana Souza 50\u00a0% → 33.3\u00a0%");
  },
  [HAND_OVER.pick]: async (ben) => {
    await ben.openModal("/task handover Of Ben");
    await ben.untilField("Whose work");
    await ben.choose("Whose work", "Ana Souza");
  },
  [HAND_OVER.confirm]: async (ben) => {
    await ben.openModal(`/task handover Of Ben <@${people.ana.id}|ana>`);
    await ben.untilWords("Hand over Ana Souza’s work on “Of Ben”?");
  },
  [REMIND.view]: async (ben) => {
    await ben.command("/task show Of Ben");
    await ben.pickInMessage(await ben.untilEphemeral("Of Ben"), "Remind those who have not begun");
    await ben.untilWords("Remind 2 people");
  },
  [EXPORT.view]: async (ben) => {
    await ben.command("/task progress Of Ben");
    await ben.press("Export", await ben.untilEphemeral("Export"));
    await ben.untilField("Format");
  },
};

/** How it is said that somebody may not: by the services, of a form whose content is its opener's alone, and at the gate. */
const SAYS_NO = [
  REFUSED,
  /not kept any more|from another version/,
  /works for the people of the workspace that installed it|Guests see what is assigned to them/,
];

/** Sends a window, and waits until its sender, or whoever looks at it, reads that they may not. */
async function isRefused(sender: SlackPerson, view: ReturnType<SlackPerson["view"]>): Promise<void> {
  const shown = () => workspace.slack.callsOf("views.update").map(({ args }) => JSON.stringify(args));
  const [told, updates] = [sender.ephemerals().length, shown().length];
  const ack = JSON.stringify(await deliverView(workspace, sender, view));
  await workspace.slack.until(() => {
    const read = [ack, ...shown().slice(updates), ...sender.ephemerals().slice(told).map(wordsOf)].join("\n");
    return SAYS_NO.some((words) => words.test(read));
  });
}

/** What the other side has, and what Slack was made to show to others. */
const traces = async () => ({
  tasks: await listTasks(workspace),
  messages: workspace.slack.callsOf("chat.postMessage").length,
  files: workspace.slack.callsOf("files.completeUploadExternal").length,
});

test("every form that changes somebody's task is forged here", () => {
  expect(Object.keys(WINDOWS).sort()).toEqual([...LEAD_FORMS].sort());
});

/** Whoever may not change Ben's task: a worker, a reviewer, a member who has no part in it, a guest, somebody of another workspace. */
const OTHERS = ["ana", "mei", "chidi", "gil", "sol"] as const;

test.each(Object.entries(WINDOWS))(
  "the form %s of whoever created the task is refused in words when others send it: nothing is changed, and nobody is told anything",
  async (_, open) => {
    const { ben } = people;
    await open(ben);
    const [filled, before] = [ben.view(), await traces()];

    for (const who of OTHERS) await isRefused(people[who], filled);

    await ben.close({ isCleared: true });
    expect(await traces()).toEqual(before);
  },
);

/** Forms that say in `private_metadata` which task they are about; the others name a draft, which is its opener's. */
const NAMES_TASK = [CHANGE_MODAL.close, CHANGE_MODAL.pickPeople, HAND_OVER.pick, REMIND.view, EXPORT.view] as const;

test.each(NAMES_TASK)(
  "one's own form %s with the task of somebody else in it is refused in words, and changes neither",
  async (form) => {
    const { ben, chidi } = people;
    await WINDOWS[form]?.(ben);
    const filled = ben.view();
    await chidi.openModal("/task create");
    const before = await traces();

    await isRefused(chidi, { ...chidi.view(), values: filled.values, view: filled.view });

    await chidi.close({ isCleared: true });
    await ben.close({ isCleared: true });
    expect(await traces()).toEqual(before);
  },
);

test("suggestions for somebody's label window are theirs alone", async () => {
  const { ana, chidi } = people;
  await ana.openModal("/task label Of Ben");
  await ana.untilWords(/ of \d+ · /);
  const view = toPayloadView(ana.view(), ownerOf(workspace.slack.core));
  const ask = async (person: SlackPerson): Promise<unknown> => {
    const field = { action_id: ANSWER.concept, block_id: "b", value: "" };
    const envelope = toEnvelope(workspace.slack.core, person.id);
    const answer = await postInteraction(workspace, { type: "block_suggestion", ...field, ...envelope, view });
    return answer.json;
  };

  const [own, others] = [await ask(ana), await ask(chidi)];

  await ana.close({ isCleared: true });
  expect(JSON.stringify(own)).toContain('"text":"3"');
  expect(others).toEqual({ options: [] });
});
