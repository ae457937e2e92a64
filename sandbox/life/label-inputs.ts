import { findElements } from "../slack/blocks.ts";
import type { HeldMessage } from "../slack/conversation-book.ts";
import type { SandboxSlack } from "../slack/create-sandbox-slack.ts";
import { type SlackPerson, wordsOf } from "../slack/person.ts";
import { allBlocksOf } from "../slack/unfurls.ts";
import { readText } from "../slack/what-people-read.ts";
import type { Labeler } from "./create-labeler.ts";

/** What the app writes on the way from a message to the end of a task. Whoever changes them there changes them here. */
const WORDS = {
  /** Labels are given in a window for this type alone: boxes and polygons are drawn on a page. */
  type: "Concepts classification",
  begin: ["Continue", "Start"],
  title: "Label",
  one: "Concept",
  several: "Concepts",
  none: "None of these",
  /** The field of "None of these" where the list of concepts has no place for it. */
  or: "Or",
  /** What the window says while an input, or its picture, is still to come. */
  toCome: ["Fetching", "on its way"],
} as const;

/** Which input the window shows stands at the end of its last line: "12 of 180 · Wonky digits · digit-013". */
const SHOWN_INPUT = / · (\S+)\s*$/m;

export type LabelRun = {
  readonly slack: Pick<SandboxSlack, "until">;
  readonly labeler: Labeler;
  /** What is true of each input, by its id. */
  readonly truths: Readonly<Record<string, readonly string[]>>;
  readonly most: number;
  /** Before each answer: for who looks on. */
  pause(): Promise<void>;
  onLabeled(): void;
  isStopped(): boolean;
};

/**
 * Labels up to `most` inputs as a person in Slack does: presses Start on a message, the newest first, answers what the window shows, and
 * goes on with the next message where one is done. Resolves when nothing more can be answered. Rejects when the app does not do its part.
 */
export async function labelInputs(person: SlackPerson, run: LabelRun): Promise<void> {
  const begun = new Set<string>();
  let left = run.most;
  while (left > 0 && !run.isStopped()) {
    const message = person.directMessages().findLast((one) => !begun.has(one.ts) && findBegin(one) !== undefined);
    const button = message && findBegin(message);
    if (message === undefined || button === undefined) return;
    begun.add(message.ts);
    const { notice } = await person.press(button, message);
    if (notice !== null) throw new Error(notice);
    await run.slack.until(() => person.currentView()).catch(because("no window opened"));
    left -= await labelInWindow(person, run, left);
    if (person.currentView() !== undefined) await person.close();
  }
}

/** Who waited in vain says for what. */
const because =
  (words: string) =>
  (cause: unknown): never => {
    throw new Error(words, { cause });
  };

/** The words of the button that begins, on a message about work that is done in a window. */
function findBegin(message: HeldMessage): string | undefined {
  if (!wordsOf(message).includes(WORDS.type)) return undefined;
  const buttons = findElements(allBlocksOf(message)).filter(({ type }) => type === "button");
  return WORDS.begin.find((words) => buttons.some(({ element }) => readText(element["text"]) === words));
}

async function labelInWindow(person: SlackPerson, run: LabelRun, most: number): Promise<number> {
  let before: string | undefined;
  for (let labeled = 0; labeled < most; labeled += 1) {
    const shown = await run.slack
      .until(() => settled(person, before))
      .catch(because("the window did not show what comes next"));
    if (shown.input === undefined || run.isStopped()) return labeled;
    await run.pause();
    const truth = run.truths[shown.input];
    if (truth === undefined) throw new Error(`what is to be seen on ${shown.input} is known to people alone`);
    await answer(person, run.labeler, truth);
    const submitted = await person.submit();
    if (submitted.result === "errors") throw new Error(Object.values(submitted.errors).join(" "));
    if (submitted.result === "failed") throw new Error(submitted.notice);
    before = shown.input;
    run.onLabeled();
  }
  return most;
}

/** What the window shows once it is not on its way to something; without `input`, nothing that asks for an answer. */
function settled(person: SlackPerson, before: string | undefined): { readonly input: string | undefined } | undefined {
  if (person.currentView() === undefined) return { input: undefined };
  const words = person.words();
  if (person.title() !== WORDS.title || WORDS.toCome.some((part) => words.includes(part))) return undefined;
  if (findAnswerField(person) === undefined) return { input: undefined };
  const input = SHOWN_INPUT.exec(words)?.[1];
  return input === undefined || input === before ? undefined : { input };
}

const findAnswerField = (person: SlackPerson): string | undefined =>
  [WORDS.one, WORDS.several].find((label) => person.findField(label) !== undefined);

async function answer(person: SlackPerson, labeler: Labeler, truths: readonly string[]): Promise<void> {
  const label = findAnswerField(person) ?? WORDS.one;
  const isTypeAhead = person.field(label).type.endsWith("external_select");
  const offered = isTypeAhead ? await person.suggestions(label, "") : person.options(label);
  const concepts = offered.filter((words) => words !== WORDS.none);
  const choices =
    person.findField(WORDS.or) === undefined && !offered.includes(WORDS.none) ? concepts : [...concepts, WORDS.none];
  const said = labeler.classify(truths.find((truth) => concepts.includes(truth)) ?? WORDS.none, choices);
  if (said === WORDS.none && person.findField(WORDS.or) !== undefined) await person.chooseAll(WORDS.or, [said]);
  else if (label === WORDS.one) await person.choose(label, said);
  else await person.chooseAll(label, [said]);
}
