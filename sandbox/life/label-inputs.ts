import { findElements } from "../slack/blocks.ts";
import type { HeldMessage } from "../slack/conversation-book.ts";
import type { SandboxSlack } from "../slack/create-sandbox-slack.ts";
import { type SlackPerson, wordsOf } from "../slack/person.ts";
import { allBlocksOf } from "../slack/unfurls.ts";
import { readText } from "../slack/what-people-read.ts";
import type { Labeler } from "./create-labeler.ts";
import { labelOnPage, type PageRun } from "./label-on-page.ts";

/** What the app writes on the way from a message to the end of a task. Whoever changes them there changes them here. */
const WORDS = {
  /** What is labeled in a window. */
  classification: "Concepts classification",
  /** What is drawn on a page, which a button of the window opens. */
  boxes: "Bounding box detection",
  openPage: "Open the page",
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

export type LabelRun = PageRun & {
  readonly slack: Pick<SandboxSlack, "until">;
  /** What is true of each input, by its id. */
  readonly truths: Readonly<Record<string, readonly string[]>>;
};

/**
 * Labels up to `most` inputs as a person in Slack does: presses Start on a message, the newest first, answers what the window shows, and
 * goes on with the next message where one is done. Boxes are drawn on the page that a window leads to. Resolves when nothing more can be
 * answered. Rejects when the app does not do its part.
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
    const label = wordsOf(message).includes(WORDS.boxes) ? labelBoxes : labelInWindow;
    left -= await label(person, run, left);
    if (person.currentView() !== undefined) await person.close();
  }
}

/** Who waited in vain says for what. */
const because =
  (words: string) =>
  (cause: unknown): never => {
    throw new Error(words, { cause });
  };

/** The words of the button that begins, on a message about a classification or boxes. */
function findBegin(message: HeldMessage): string | undefined {
  const said = wordsOf(message);
  if (!said.includes(WORDS.classification) && !said.includes(WORDS.boxes)) return undefined;
  const buttons = findElements(allBlocksOf(message)).filter(({ type }) => type === "button");
  return WORDS.begin.find((words) => buttons.some(({ element }) => readText(element["text"]) === words));
}

/** Goes from the window to the page, where it shows a way there. */
async function labelBoxes(person: SlackPerson, run: LabelRun, most: number): Promise<number> {
  const { link } = await run.slack
    .until(() => !isToCome(person) && { link: findPageLink(person) })
    .catch(because("the window did not show the way to the page"));
  if (link === undefined) return 0;
  const { notice } = await person.press(WORDS.openPage);
  if (notice !== null) throw new Error(notice);
  return labelOnPage(link, { ...run, most });
}

const isToCome = (person: SlackPerson): boolean => WORDS.toCome.some((part) => person.words().includes(part));

/** The address behind the window's button. */
function findPageLink(person: SlackPerson): string | undefined {
  const buttons = findElements(person.view().view["blocks"]);
  const url = buttons.find(({ element }) => readText(element["text"]) === WORDS.openPage)?.element["url"];
  return typeof url === "string" ? url : undefined;
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
  if (person.title() !== WORDS.title || isToCome(person)) return undefined;
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
