import type { KnownBlock } from "@slack/types";
import type { Picture } from "../../domain/labeling/picture.ts";
import type { Question } from "../../domain/labeling/question.ts";
import { cutText } from "../../domain/text.ts";
import type { Asked } from "../asked.ts";
import { actions, button, headline, smallPrint } from "../blocks.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";
import { contentBlocks } from "./content-blocks.ts";
import { LABEL } from "./label-window.ts";
import { QUESTION } from "./question-windows.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 100;
const nameOf = ({ task }: Question): string => `“${cutText(task.name, NAME_SHOWN)}”`;

/** Puts a question to somebody. `from`: who asks. */
export const askQuestion = (question: Question, from: string): Asked => ({
  task: question.task,
  bold: `${from} asks about an input of ${nameOf(question)}`,
  rest: question.text,
  go: button(QUESTION.open, "Answer", { value: question.id, style: "primary" }),
});

/** With its input. */
export function buildQuestion(question: Question, { from, picture }: { from: string; picture?: Picture }): Message {
  const { bold, rest, go } = askQuestion(question, from);
  const blocks: KnownBlock[] = [
    headline(bold, rest),
    ...contentBlocks(question.input, picture, ""),
    smallPrint(cutText(question.input.id, NAME_SHOWN)),
    actions("question", [go]),
  ];
  return withWhy({ text: escapeText(`${bold}: ${question.text}`), blocks }, "question", question.task.id);
}

/** The same message once somebody has answered. */
export function buildQuestionClosed(question: Question, from: string): Message {
  const bold = `${from} asked about an input of ${nameOf(question)}`;
  const answered = `Answered by ${question.answer?.name ?? "a colleague"}: ${question.answer?.text ?? ""}`;
  return {
    text: escapeText(`${bold}. ${answered}`),
    blocks: [headline(bold, question.text), headline(answered), smallPrint(cutText(question.input.id, NAME_SHOWN))],
  };
}

/** The answer, to whoever asked. */
export function tellReply(question: Question): Asked {
  const bold = `${question.answer?.name ?? "A colleague"} has answered about an input of ${nameOf(question)}`;
  return withContinue(question, bold, `${question.answer?.text ?? ""}\nYou asked: ${question.text}`);
}

export const buildReply = (question: Question): Message => toMessage(tellReply(question));

/** There is nobody to ask. */
export function buildNobodyToAsk(question: Question): Message {
  const bold = `Nobody could be asked about an input of ${nameOf(question)}`;
  const rest = `The task has no reviewers and no lead who are in this workspace. You asked: ${question.text}`;
  return toMessage(withContinue(question, bold, rest));
}

const withContinue = ({ task }: Question, bold: string, rest: string): Asked => ({
  task,
  bold,
  rest,
  go: button(LABEL.start, "Continue", { value: task.id }),
});

const toMessage = ({ bold, rest, go }: Asked): Message => ({
  text: escapeText(`${bold}. ${rest}`),
  blocks: [headline(bold, rest), actions("question", [go])],
});
