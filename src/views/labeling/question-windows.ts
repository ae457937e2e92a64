import type { KnownBlock, ModalView } from "@slack/types";
import type { Picture } from "../../domain/labeling/picture.ts";
import { MAX_QUESTION, type Question } from "../../domain/labeling/question.ts";
import { formatCount } from "../../domain/numbers.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { headline, input, paragraph, plain } from "../blocks.ts";
import { parseObject, type ViewState } from "../form-state.ts";
import { LIMITS } from "../limits.ts";
import { statusView } from "../status-view.ts";
import { contentBlocks } from "./content-blocks.ts";
import type { LabelMetadata } from "./label-window.ts";
import { answerLine } from "./question-blocks.ts";

/** The windows' callback ids, their fields, and the button of a message; its value is the question's id. */
export const QUESTION = {
  ask: "question.ask",
  text: "question.text",
  open: "question.open",
  answer: "question.answer",
  reply: "question.reply",
} as const;

const VERSION = 1;

/** Which label window it was asked from. */
export type AskMetadata = LabelMetadata & { readonly viewId: string };

const textField = (label: string, actionId: string, hint: string): KnownBlock =>
  input(label, { type: "plain_text_input", action_id: actionId, multiline: true, max_length: MAX_QUESTION }, { hint });

/** Asks what somebody wants to know of the input in the window below. */
export const buildAskWindow = (metadata: AskMetadata): ModalView => ({
  type: "modal",
  callback_id: QUESTION.ask,
  private_metadata: JSON.stringify({ v: VERSION, ...metadata }),
  title: plain("Ask", LIMITS.viewTitle),
  submit: plain("Ask", LIMITS.viewTitle),
  close: plain("Back", LIMITS.viewTitle),
  blocks: [
    textField(
      "Question",
      QUESTION.text,
      "It goes to the lead and the reviewers, with the input. The first answer is for all who work on the task.",
    ),
  ],
});

/** Undefined for a window of another version. */
export function readAskMetadata(text: string): AskMetadata | undefined {
  const { v, person, taskId, assignmentId, round, viewId } = parseObject(text) ?? {};
  if (v !== VERSION || typeof person !== "string" || typeof taskId !== "string") return undefined;
  if (typeof assignmentId !== "string" || typeof round !== "number" || typeof viewId !== "string") return undefined;
  return { person, taskId, assignmentId, round, viewId };
}

/** The question with its input, and the field for the answer. */
export const buildAnswerWindow = (question: Question, picture: Picture | undefined): ModalView => ({
  type: "modal",
  callback_id: QUESTION.answer,
  private_metadata: JSON.stringify({ v: VERSION, question: question.id }),
  title: plain("Answer", LIMITS.viewTitle),
  submit: plain("Answer", LIMITS.viewTitle),
  close: plain("Cancel", LIMITS.viewTitle),
  blocks: [
    headline("Asked", question.text),
    ...contentBlocks(question.input, picture, ""),
    textField("Answer", QUESTION.reply, "Everybody who works on the task reads it at this input."),
  ],
});

export function readAnswerMetadata(text: string): string | undefined {
  const { v, question } = parseObject(text) ?? {};
  return v === VERSION && typeof question === "string" ? question : undefined;
}

/** What was typed, without the white space around it and what no database keeps; or what is wrong with it. */
export function readText(
  state: ViewState,
  id: typeof QUESTION.text | typeof QUESTION.reply,
  nothing: string,
): Result<string, string> {
  const text = state[id]?.[id]?.value?.replaceAll("\0", "").trim() ?? "";
  if (text === "") return err(nothing);
  return text.length > MAX_QUESTION ? err(`Say it in ${formatCount(MAX_QUESTION)} characters.`) : ok(text);
}

/** What became of an answer: sent, or another one was there before. */
export function buildAnswered(question: Question, isOwn: boolean): ModalView {
  const said = paragraph(answerLine(question));
  if (isOwn) return statusView("Answer", [paragraph("Sent. Whoever asked is told, and it stands at the input."), said]);
  return statusView("Answer", [paragraph("Another answer was first: it stands, and yours was not sent."), said]);
}
