import { beforeAll, describe, expect, test } from "@jest/globals";
import { findElements, readWords } from "../../../sandbox/slack/blocks.ts";
import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm, peopleOf, setRights } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const NAME = "Round digits";
/** How the app says that somebody may not do something, or that it knows no such button. */
const REFUSED =
  /\bOnly (members|workspace admins|whoever|\w+ \w+, who)|ask one of them|Guests see|not assigned to you|from another version/;

/** Who looks, and what they are to the task. */
const ROLES = {
  "whoever created it": "ben",
  "a workspace admin": "lena",
  "a worker": "ana",
  "a worker who is a guest": "gil",
  "a reviewer": "mei",
  "somebody who has no part in it": "chidi",
} as const;
type Role = keyof typeof ROLES;

/** Where buttons stand; a place whose message a press has changed is shown anew for the next. */
const COMMANDS = ["show", "progress", "list", "mine", "reviews", "label", "review"] as const;
const PLACES = [...COMMANDS, "home", "window", "window of progress", "message", "shared card"] as const;
type Place = (typeof PLACES)[number];

const start = workspacesOf();
let workspace: TestWorkspace;
let personIn: Record<Role, SlackPerson>;

beforeAll(async () => {
  workspace = await start();
  const { ana, ben, chidi, mei } = peopleOf(workspace);
  const gil = workspace.slack.person("gil");
  await openTaskForm(ben, { name: NAME, workers: [ana, gil], strategy: "Full", review: "Manual", reviewers: [mei] });
  await ben.submit();
  await ben.untilWords("is created");
  await ben.close({ isCleared: true });
  await gil.untilMessage(NAME);
  await ben.command(`/task show ${NAME}`);
  await ben.press("Share in this channel", await ben.untilEphemeral(NAME));
  await workspace.slack.until(() => sharedCard(chidi));
  const all = Object.entries(ROLES).map(([role, handle]) => [role, workspace.slack.person(handle)]);
  personIn = Object.fromEntries(all);
});

const sharedCard = (person: SlackPerson): HeldMessage | undefined =>
  person
    .messages(person.channel("labeling"))
    .find((message) => message.onlyFor === null && wordsOf(message).includes("Details"));

type Shown = { readonly message?: HeldMessage; readonly blocks: unknown };

/** What stands at a place for somebody; undefined where nothing does. */
async function show(person: SlackPerson, place: Place): Promise<Shown | undefined> {
  const { slack } = workspace;
  switch (place) {
    case "home": {
      const before = person.home()?.view;
      await person.openHome();
      return { blocks: await slack.until(() => (person.home()?.view === before ? undefined : homeOf(person))) };
    }
    case "message":
      return ofMessage(person.directMessages().find((message) => wordsOf(message).includes(NAME)));
    case "shared card":
      return ofMessage(sharedCard(person));
    case "window":
    case "window of progress": {
      const card = sharedCard(person);
      if (!card) return undefined;
      await person.press("Details", card);
      await untilShown(person);
      if (place === "window of progress") {
        await person.press("Progress");
        await person.untilWords(/^Progress/);
        await untilShown(person);
      }
      return { blocks: person.view().view["blocks"] };
    }
    default: {
      const named = place === "show" || place === "progress" ? ` ${NAME}` : "";
      const before = person.ephemerals().length;
      await person.command(`/task ${place}${named}`);
      await slack.until(() => person.ephemerals().length > before || person.currentView());
      if (person.currentView() === undefined) return ofMessage(person.ephemerals().at(-1));
      await closeAll(person);
      return undefined;
    }
  }
}

const ofMessage = (message: HeldMessage | undefined): Shown | undefined =>
  message && { message, blocks: message.blocks };

const homeOf = (person: SlackPerson): unknown => {
  const blocks = person.home()?.view["blocks"];
  return /Connected to|did not answer/.test(readWords(blocks)) ? blocks : undefined;
};

type Pressable = { readonly words: string; readonly isEntry: boolean };

/** The words of the buttons and of the menus' entries; links open by themselves. */
function pressable(blocks: unknown): readonly Pressable[] {
  const wordsIn = (element: unknown): string => toText(toObject(toObject(element)["text"])["text"]);
  return findElements(blocks).flatMap(({ type, element }): Pressable[] => {
    if (type === "overflow")
      return toObjects(element["options"]).map((option) => ({ words: wordsIn(option), isEntry: true }));
    return type === "button" && element["url"] === undefined ? [{ words: wordsIn(element), isEntry: false }] : [];
  });
}

/** Waits until the open window shows what it was opened for. */
async function untilShown(person: SlackPerson): Promise<void> {
  await workspace.slack.until(() => person.currentView() !== undefined && !/Fetching/.test(person.words()));
}

async function closeAll(person: SlackPerson): Promise<void> {
  while (person.currentView() !== undefined) await person.close({ isCleared: true });
}

/** What the app has shown to this person, all together. */
const seenBy = (person: SlackPerson) => [
  ...person.ephemerals(),
  ...person.directMessages(),
  ...person.messages(person.channel("labeling")),
];

/** A message that changes is another one. */
const states = new WeakMap<HeldMessage, string>();

/** Blocks without an id of their own get another each time that a message is shown anew. */
function stateOf(message: HeldMessage): string {
  const { channel, ts, isEdited, blocks } = message;
  const state = states.get(message) ?? JSON.stringify([channel, ts, isEdited, blocks]);
  states.set(message, state);
  return state;
}

const isAsShown = (person: SlackPerson, { message }: Shown): boolean =>
  message !== undefined && seenBy(person).some((one) => one.ts === message.ts && stateOf(one) === stateOf(message));

/** Presses it, and gives what the person reads after it. */
async function readAfter(person: SlackPerson, { message }: Shown, words: string, isEntry: boolean): Promise<string> {
  const seen = new Set(seenBy(person).map(stateOf));
  const [window, home] = [person.currentView()?.view, person.home()?.view];
  const press = isEntry
    ? message
      ? person.pickInMessage(message, words)
      : person.pickInWindow(words)
    : person.press(words, message);
  const { notice } = await press;
  const isNews = (one: HeldMessage): boolean => !seen.has(stateOf(one));
  // Home also changes because it was opened.
  const isRefreshed = (): boolean => words === "Refresh" && person.home()?.view !== home;
  await workspace.slack.until(
    () => person.currentView()?.view !== window || seenBy(person).some(isNews) || isRefreshed(),
  );
  if (person.currentView() !== undefined) await untilShown(person);
  const news = seenBy(person).filter(isNews).map(wordsOf);
  return [notice ?? "", person.currentView() ? person.words() : "", ...news].join("\n");
}

/** What happens to the task, one after the other. */
const STATES: Record<string, () => Promise<void>> = {
  "that is open": async () => {},
  "where admins alone may create": () =>
    setRights(personIn["a workspace admin"], { "Who may create tasks": "Workspace admins" }),
  "that is closed": async () => {
    const ben = personIn["whoever created it"];
    await ben.openModal(`/task close ${NAME}`);
    await ben.untilField("Close as");
    await ben.submit();
    await ben.untilWords("is closed as done");
    await ben.close({ isCleared: true });
  },
};

describe.each(Object.keys(STATES))("a task %s", (state) => {
  beforeAll(() => STATES[state]?.(), 60_000);

  test.each(Object.keys(ROLES) as Role[])(
    "%s has no button, anywhere, that they may not press",
    async (role) => {
      const person = personIn[role];
      const refused: string[] = [];
      let pressed = 0;
      for (const place of PLACES) {
        const shown = await show(person, place);
        await closeAll(person);
        if (!shown) continue;
        for (const { words, isEntry } of pressable(shown.blocks)) {
          const again = isAsShown(person, shown) ? shown : await show(person, place);
          if (!again || !pressable(again.blocks).some((one) => one.words === words)) continue;
          const read = await readAfter(person, again, words, isEntry);
          if (REFUSED.test(read)) refused.push(`${place}: ${words} → ${read}`);
          pressed += 1;
          await closeAll(person);
        }
      }

      expect(refused).toEqual([]);
      expect(pressed).toBeGreaterThan(5);
    },
    120_000,
  );
});
