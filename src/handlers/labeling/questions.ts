import { MOST_OPEN_QUESTIONS } from "../../domain/labeling/question.ts";
import {
  buildAnswered,
  buildAnswerWindow,
  buildAskWindow,
  QUESTION,
  readAnswerMetadata,
  readAskMetadata,
  readText,
} from "../../views/labeling/question-windows.ts";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed, FormHandler } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { inWindow } from "./label.ts";
import { showPlace } from "./show-place.ts";

const ASKED = "Asked. The answer comes as a message, and stands here.";
const NOT_YOURS = "This input is not yours any more, so nothing was asked.";
const NO_QUESTION = "This question is not known any more, or was put to others.";

/** **Ask**: the window for the question, on top. */
export const askAbout = inWindow(async (useCases, { metadata, viewId }, { body, client, respond }) => {
  await openWindow(useCases, { body, client, respond }, buildAskWindow({ ...metadata, viewId }));
});

/** The question: one row, and back to the input, which stays where it is. */
export const sendQuestion: FormHandler = {
  // The window's id names the question: twice the same is one.
  isRequest: false,
  async handle(useCases, { ack, body, view, client }) {
    const { team, person } = actorOf(body);
    const metadata = readAskMetadata(view.private_metadata);
    const words = (text: string) => ack({ response_action: "update", view: buildWords({ title: "Ask", text }) });
    const wrong = (text: string) => ack({ response_action: "errors", errors: { [QUESTION.text]: text } });
    if (metadata?.person !== person) return words(NOT_YOURS);
    const text = readText(view.state.values, QUESTION.text, "Say what you want to know.");
    if (!text.ok) return wrong(text.error);
    const lane = { team, person, taskId: metadata.taskId };
    const { assignmentId, round, viewId } = metadata;
    const outcome = await useCases.questions.ask(lane, { id: view.id, assignmentId, text: text.value });
    if (outcome === "gone") return words(NOT_YOURS);
    if (outcome === "too_many")
      return wrong(
        `${MOST_OPEN_QUESTIONS} of your questions on this task wait for an answer: one of them must be answered first.`,
      );
    await ack();
    const place = await useCases.labeling.find(lane);
    if (place?.next?.assignmentId !== assignmentId) return;
    await showPlace(useCases, client, { viewId, lane, place, round, notice: ASKED });
  },
};

/** **Answer**: the question and its input, with a field; what was answered meanwhile is shown instead. */
export async function openQuestion(
  useCases: Pick<UseCases, "questions" | "pictures" | "log">,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const actor = actorOf(body);
  const { team } = actor;
  const question = await useCases.questions.findFor(actor, action.value ?? "");
  if (!question) {
    await openWindow(useCases, { body, client, respond }, buildWords({ title: "Answer", text: NO_QUESTION }));
    return;
  }
  const where = { team, taskId: question.task.id };
  const picture = question.input.content.kind === "image" ? useCases.pictures.known(where, question.input) : undefined;
  const view = question.answer ? buildAnswered(question, false) : buildAnswerWindow(question, picture);
  const viewId = await openWindow(useCases, { body, client, respond }, view);
  if (viewId === undefined || question.answer || picture || question.input.content.kind !== "image") return;
  const shown = await useCases.pictures.show(where, question.input);
  await updateWindow(client, viewId, buildAnswerWindow(question, shown));
}

/** The answer: the first one stands, and whoever comes later is told what it is. */
export const sendAnswer: FormHandler = {
  // An answer of the same person stands already.
  isRequest: false,
  async handle({ questions, directory }, { ack, body, view }) {
    const { team, person } = actorOf(body);
    const id = readAnswerMetadata(view.private_metadata);
    const text = readText(view.state.values, QUESTION.reply, "Say what is to be done.");
    if (!text.ok) return ack({ response_action: "errors", errors: { [QUESTION.reply]: text.error } });
    const name = directory.known(person)?.name ?? "a colleague";
    const answered =
      id === undefined
        ? { outcome: "gone" as const }
        : await questions.answer({ team, id }, { by: person, name, text: text.value });
    const next =
      answered.outcome === "gone"
        ? buildWords({ title: "Answer", text: NO_QUESTION })
        : buildAnswered(answered.question, answered.outcome === "answered");
    await ack({ response_action: "update", view: next });
  },
};
