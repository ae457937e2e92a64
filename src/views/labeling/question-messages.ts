import type { KnownBlock } from "@slack/types";
import type { Picture } from "../../domain/labeling/picture.ts";
import type { Question } from "../../domain/labeling/question.ts";
import { cutText } from "../../domain/text.ts";
import { actions, button, headline, smallPrint } from "../blocks.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";
import { contentBlocks } from "./content-blocks.ts";
import { LABEL } from "./label-window.ts";
import { QUESTION } from "./question-windows.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 100;
const nameOf = ({ task }: Question): string => `“${cutText(task.name, NAME_SHOWN)}”`;

/** Puts a question to somebody, with its input. `from`: who asks. */
export function buildQuestion(question: Question, { from, picture }: { from: string; picture?: Picture }): Message {
  const bold = `${from} asks about an input of ${nameOf(question)}`;
  const blocks: KnownBlock[] = [
    headline(bold, question.text),
    ...contentBlocks(question.input, picture, ""),
    smallPrint(cutText(question.input.id, NAME_SHOWN)),
    actions("question", [button(QUESTION.open, "Answer", { value: question.id, style: "primary" })]),
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
export function buildReply(question: Question): Message {
  const bold = `${question.answer?.name ?? "A colleague"} has answered about an input of ${nameOf(question)}`;
  const rest = `${question.answer?.text ?? ""}\nYou asked: ${question.text}`;
  return withContinue(question, bold, rest);
}

/** There is nobody to ask. */
export function buildNobodyToAsk(question: Question): Message {
  const bold = `Nobody could be asked about an input of ${nameOf(question)}`;
  const rest = `The task has no reviewers and no lead who are in this workspace. You asked: ${question.text}`;
  return withContinue(question, bold, rest);
}

const withContinue = ({ task }: Question, bold: string, rest: string): Message => ({
  text: escapeText(`${bold}. ${rest}`),
  blocks: [headline(bold, rest), actions("question", [button(LABEL.start, "Continue", { value: task.id })])],
});
