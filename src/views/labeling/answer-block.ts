import type { InputBlock, KnownBlock } from "@slack/types";
import type { Said } from "../../domain/labeling/label.ts";
import type { LabelingTask } from "../../domain/labeling/session.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { cutText } from "../../domain/text.ts";
import { input, option, plain } from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import { optionValueOf } from "../option-value.ts";

/** The action ids of the fields; their block ids are new for every input, so that Slack keeps nothing of the one before. */
export const ANSWER = { concept: "label.concept", none: "label.none" } as const;

const NONE = "none";
const NONE_TEXT = "None of these";
/** Slack's radio buttons and checkboxes. */
const MOST_BUTTONS = 10;

const keyOf = (concept: string): string => optionValueOf(`c:${concept}`);
const noneOption = option(NONE, NONE_TEXT);

/** What stands under the answer's blocks: which input of which round of the window. */
export type AnswerKey = string;

const blockIds = (key: AnswerKey) => ({ concept: `${ANSWER.concept}:${key}`, none: `${ANSWER.none}:${key}` });

/**
 * The fields for the answer to a classification: radio buttons or checkboxes for up to ten concepts, a type-ahead above. Beside ten
 * concepts Slack has no place for an eleventh choice: "None of these" is a field of its own there.
 */
export function answerBlocks(task: LabelingTask, key: AnswerKey, said?: Said): KnownBlock[] {
  const ids = blockIds(key);
  const chosen = said?.kind === "concepts" ? said.concepts : [];
  const isNone = said?.kind === "concepts" && chosen.length === 0;
  const label = task.perInput === "ONE" ? "Concept" : "Concepts";
  if (task.concepts.length > MOST_BUTTONS) return [typeAhead(task, { label, blockId: ids.concept, chosen, isNone })];
  const isFull = task.concepts.length === MOST_BUTTONS;
  const options = task.concepts.map(({ id, name }) => option(keyOf(id), name));
  if (!isFull) options.push(noneOption);
  const initial =
    isNone && !isFull ? [noneOption] : options.filter(({ value }) => chosen.some((id) => keyOf(id) === value));
  const [first] = initial;
  const element: InputBlock["element"] & { action_id: string } =
    task.perInput === "ONE"
      ? { type: "radio_buttons", action_id: ANSWER.concept, options, ...(first && { initial_option: first }) }
      : { type: "checkboxes", action_id: ANSWER.concept, options, ...(first && { initial_options: initial }) };
  if (!isFull) return [input(label, element, { blockId: ids.concept })];
  const none = {
    type: "checkboxes" as const,
    action_id: ANSWER.none,
    options: [noneOption],
    ...(isNone && { initial_options: [noneOption] }),
  };
  return [
    input(label, element, { blockId: ids.concept, optional: true }),
    input("Or", none, { blockId: ids.none, optional: true }),
  ];
}

type Chosen = {
  readonly label: string;
  readonly blockId: string;
  readonly chosen: readonly string[];
  readonly isNone: boolean;
};

function typeAhead(task: LabelingTask, { label, blockId, chosen, isNone }: Chosen): InputBlock {
  const known = task.concepts.filter(({ id }) => chosen.includes(id)).map(({ id, name }) => option(keyOf(id), name));
  const initial = isNone ? [noneOption] : known;
  const [first] = initial;
  const common = {
    action_id: ANSWER.concept,
    min_query_length: 0,
    placeholder: plain("Type a concept", LIMITS.placeholder),
  };
  return input(
    label,
    task.perInput === "ONE"
      ? { type: "external_select", ...common, ...(first && { initial_option: first }) }
      : { type: "multi_external_select", ...common, ...(first && { initial_options: initial }) },
    { blockId },
  );
}

/** What the type-ahead offers for what was typed: those that begin with it before those that hold it, and None of these. */
export function offerAnswers(task: LabelingTask, typed: string): ReturnType<typeof option>[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const holding = task.concepts.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const begins = ({ name }: { name: string }): number => (name.toLocaleLowerCase().startsWith(wanted) ? 0 : 1);
  const sorted = wanted === "" ? holding : [...holding].sort((a, b) => begins(a) - begins(b));
  const options = sorted.slice(0, LIMITS.selectOptions - 1).map(({ id, name }) => option(keyOf(id), name));
  return NONE_TEXT.toLocaleLowerCase().includes(wanted) ? [...options, noneOption] : options;
}

type Field = {
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[] | null;
};
type State = { readonly [blockId: string]: { readonly [actionId: string]: Field } };

export type AnswerMistake = { readonly blockId: string; readonly message: string };

/** What was chosen, or what is wrong with it. A concept that the task does not have (any more) is a mistake too. */
export function readAnswer(task: LabelingTask, key: AnswerKey, state: State): Result<Said, AnswerMistake> {
  const ids = blockIds(key);
  const mistake = (message: string) => err({ blockId: ids.concept, message });
  const field = state[ids.concept]?.[ANSWER.concept];
  const none = state[ids.none]?.[ANSWER.none]?.selected_options ?? [];
  const values = [
    ...(field?.selected_option ? [field.selected_option] : []),
    ...(field?.selected_options ?? []),
    ...none,
  ].map(({ value }) => value);
  const isNone = values.includes(NONE);
  const concepts = values.filter((value) => value !== NONE);
  const byValue = new Map(task.concepts.map(({ id }) => [keyOf(id), id]));
  const known = concepts.flatMap((value) => byValue.get(value) ?? []);
  if (values.length === 0)
    return mistake(`Choose ${task.perInput === "ONE" ? "a concept" : "what shows"}, or ${NONE_TEXT}.`);
  if (known.length < concepts.length)
    return mistake("The task does not have this concept any more: choose another one.");
  if (isNone && known.length > 0) {
    const name = task.concepts.find(({ id }) => id === known[0])?.name ?? "a concept";
    return mistake(`You chose “${cutText(name, 60)}” and ${NONE_TEXT}: take one of them away.`);
  }
  if (task.perInput === "ONE" && known.length > 1) return mistake("This task takes one concept per input: choose one.");
  return ok({ kind: "concepts", concepts: known });
}
