import type { ModalView } from "@slack/types";
import { sayNotUndone } from "../../domain/labeling/not-undone.ts";
import type { Place } from "../../domain/labeling/place.ts";
import { cutText } from "../../domain/text.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import { offerAnswers, readAnswer } from "../../views/labeling/answer-block.ts";
import {
  answerKeyOf,
  buildInstructions,
  type LabelMetadata,
  readLabelMetadata,
} from "../../views/labeling/label-window.ts";
import { buildPageWindow } from "../../views/labeling/page-window.ts";
import { buildWords } from "../../views/status-view.ts";
import { type Actor, actorOf } from "../shared/actor.ts";
import type { ButtonPressed, FormClosed, FormHandler, OptionsAsked } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow } from "../shared/window.ts";
import { orSayKept, prepare, showAndPrepare } from "./show-and-prepare.ts";
import { bring, type Labels, windowOf } from "./show-place.ts";

const OLD_WINDOW = "This window is from another version of Labeldesk. Close it and press Start again.";
const NOT_YOURS = "This window is another person’s. Open your own with /task label.";

/** The work that a window is about, for whoever it was opened for; else why not. */
function readWindow(
  view: { readonly private_metadata: string },
  { team, person }: Actor,
): { readonly lane: Lane; readonly metadata: LabelMetadata } | string {
  const metadata = readLabelMetadata(view.private_metadata);
  if (!metadata) return OLD_WINDOW;
  if (metadata.person !== person) return NOT_YOURS;
  return { lane: { team, person, taskId: metadata.taskId }, metadata };
}

/** **Submit and next**: one row, and the next input in the ack itself. */
export const submitLabel: FormHandler = {
  // Twice the same is the same answer: an assignment takes one.
  isRequest: false,
  async handle(useCases, { ack, body, view, client }) {
    const read = readWindow(view, actorOf(body));
    if (typeof read === "string") return ack(update(buildWords({ title: "Label", text: read })));
    const { lane, metadata } = read;
    const said = await useCases.labeling.answer(lane, { assignmentId: metadata.assignmentId, via: "slack" }, (task) =>
      readAnswer(task, answerKeyOf(metadata), view.state.values),
    );
    if (!said) return ack(update(buildWords({ title: "Label", text: OLD_WINDOW })));
    if (said.outcome === "mistaken") {
      const { blockId, message } = said.mistake;
      return ack({ response_action: "errors", errors: { [blockId]: message } });
    }
    const { outcome, place } = said;
    const gone = place.ended === undefined ? GONE : NOT_NEEDED;
    const notice = outcome === "said" ? {} : { notice: outcome === "taken" ? TAKEN : gone };
    const shows = { viewId: view.id, lane, place, round: metadata.round + 1, ...notice };
    // Sent again, perhaps because Slack did not take the picture in the ack before.
    const next = await windowOf(useCases, shows, { withPicture: outcome !== "taken" });
    await ack(update(next.view));
    useCases.labeling.goOn(lane);
    if (!next.isComplete) await orSayKept(useCases, client, shows, () => bring(useCases, client, shows));
    prepare(useCases, shows);
  },
};

const TAKEN =
  "You have answered the last one already, in this window or another. That answer stands; Undo last takes it back.";
const NOT_NEEDED = "Your answer was not needed.";
const GONE = `The last one is not yours any more: the task was changed, or others have answered it. ${NOT_NEEDED}`;

const update = (view: ModalView) => ({ response_action: "update" as const, view });

type Pressed = { readonly lane: Lane; readonly metadata: LabelMetadata; readonly viewId: string };

/** A button of the window: done for whoever the window was opened for, and for nobody else. */
export const inWindow =
  (press: (useCases: Labels, pressed: Pressed, delivery: ButtonPressed) => Promise<void>) =>
  async (useCases: Labels, delivery: ButtonPressed): Promise<void> => {
    const { ack, body } = delivery;
    await ack();
    const { view } = body;
    if (!view) return;
    const read = readWindow(view, actorOf(body));
    if (typeof read === "string") {
      useCases.log.warn(
        { ...actorOf(body) },
        "a button of a label window that is not theirs, or is of another version",
      );
      return;
    }
    await press(useCases, { ...read, viewId: view.id }, delivery);
  };

/** What was chosen stays where the window goes on showing the same input. */
const roundOf = ({ assignmentId, round }: LabelMetadata, { next }: Place): number =>
  next?.assignmentId === assignmentId ? round : round + 1;

/** **Skip**: the input comes again at the end. */
export const skipInput = inWindow(async (useCases, { lane, metadata, viewId }, { client }) => {
  const place = await useCases.labeling.skip(lane, metadata.assignmentId);
  if (!place) return;
  const isOnly = place.next?.assignmentId === metadata.assignmentId;
  const notice = isOnly ? { notice: "There is no other one to show." } : {};
  await showAndPrepare(useCases, client, { viewId, lane, place, round: roundOf(metadata, place), ...notice });
});

/** **Undo last**: the input comes back with what was said. Pressed twice, it is one answer all the same. */
export const undoLast = inWindow(async (useCases, { lane, metadata, viewId }, { action, client }) => {
  // Windows of older versions do not say which answer they mean.
  const which = action.value === undefined ? {} : { id: action.value };
  const undoing = await useCases.labeling.undo(lane, { ...which, via: "slack" });
  if (!undoing) return;
  const { place } = undoing;
  if (undoing.outcome === "undone") {
    const back = { notice: "Taken back: this is what you said.", said: undoing.answer.said };
    return showAndPrepare(useCases, client, { viewId, lane, place, round: metadata.round + 1, ...back });
  }
  const notice = sayNotUndone(undoing.outcome, place.task);
  await showAndPrepare(useCases, client, { viewId, lane, place, round: roundOf(metadata, place), notice });
});

/** **Open in browser**: the way to the same work in the browser. */
export const goToPage = inWindow(async (useCases, { lane }, { body, client, respond }) => {
  const place = await useCases.labeling.find(lane);
  if (!place) return;
  const link = useCases.labelLinks.mint({ ...lane, purpose: "label" });
  await openWindow(useCases, { body, client, respond }, buildPageWindow(place, link));
});

/** A button that is a link: the browser has opened it by itself. */
export async function followLink(_useCases: object, { ack }: ButtonPressed): Promise<void> {
  await ack();
}

/** The whole of the instructions, on top. */
export const showInstructions = inWindow(async (useCases, { lane }, { body, client, respond }) => {
  const place = await useCases.labeling.find(lane);
  if (place) await openWindow(useCases, { body, client, respond }, buildInstructions(place.task));
});

/** What the type-ahead offers: the concepts of the task, as they were when this person began. */
export async function suggestAnswers(
  { labeling }: Pick<UseCases, "labeling">,
  { ack, body, payload }: OptionsAsked,
): Promise<void> {
  const read = body.view && readWindow(body.view, actorOf(body));
  const place = read && typeof read !== "string" ? await labeling.find(read.lane) : undefined;
  await ack({ options: place ? offerAnswers(place.task, cutText(payload.value, 200)) : [] });
}

/** The window was closed: what can be taken back until now is submitted. */
export async function closeLabeling(
  { labeling }: Pick<UseCases, "labeling">,
  { ack, body, view }: FormClosed,
): Promise<void> {
  await ack();
  const read = readWindow(view, actorOf(body));
  if (typeof read !== "string") await labeling.close(read.lane);
}
