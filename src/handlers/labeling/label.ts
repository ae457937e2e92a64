import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { noHandOf } from "../../domain/labeling/no-hand.ts";
import type { Place } from "../../domain/labeling/place.ts";
import { saySubmitted } from "../../domain/labeling/submitted-words.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { cutText } from "../../domain/text.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import { offerAnswers, readAnswer } from "../../views/labeling/answer-block.ts";
import {
  answerKeyOf,
  buildInstructions,
  LABEL,
  type LabelMetadata,
  readLabelMetadata,
} from "../../views/labeling/label-window.ts";
import { buildNoHand } from "../../views/labeling/no-hand.ts";
import { buildPageWindow } from "../../views/labeling/page-window.ts";
import { buildWords } from "../../views/status-view.ts";
import { type Actor, actorOf } from "../shared/actor.ts";
import type { ButtonPressed, FormClosed, FormHandler, OptionsAsked } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { bring, type Labels, type Shows, showPlace, windowOf } from "./show-place.ts";

const OLD_WINDOW = "This window is from another version of Labeldesk. Close it and press Start again.";
const NOT_YOURS = "This window is another person’s. Open your own with /task label.";
const FETCHING = buildWords({ title: "Label", text: "Fetching your inputs …" });

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

/** **Start** and **Continue**: opens the window, and what is theirs in it. */
export async function startLabeling(
  useCases: Labels,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const lane = { ...actorOf(body), taskId: action.value ?? "" };
  // From the end of one task to the next, in the same window.
  const own = body.view?.callback_id === LABEL.window ? body.view : undefined;
  if (own) await updateWindow(client, own.id, FETCHING);
  const viewId = own?.id ?? (await openWindow(useCases, { body, client, respond }, FETCHING));
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane });
}

/** `/task label TASK`. */
export async function labelTask(useCases: Labels, request: TaskRequest): Promise<void> {
  const { client, triggerId, respond, team, person, taskId } = request;
  const viewId = await openWindow(
    useCases,
    { body: { trigger_id: triggerId, user: { id: person } }, client, respond },
    FETCHING,
  );
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane: { team, person, taskId } });
}

async function begin(
  useCases: Labels,
  client: webApi.WebClient,
  { viewId, lane }: { viewId: string; lane: Lane },
): Promise<void> {
  const { labeling } = useCases;
  try {
    const begun = await labeling.begin(lane);
    if ("why" in begun) return await updateWindow(client, viewId, buildNoHand("Label", begun));
    // Places are marked where there is a pointer.
    if (begun.task.type !== "CONCEPTS_CLASSIFICATION")
      return await showWayToPage(useCases, client, { viewId, lane, place: begun });
    await showAndPrepare(useCases, client, { viewId, lane, place: begun, round: 0 });
  } catch (error) {
    if (!(error instanceof TasksApiError)) throw error;
    useCases.log.warn({ err: error, ...lane }, "somebody could not begin to label");
    await updateWindow(client, viewId, buildNoHand("Label", noHandOf(error, useCases.labeling.otherSide)));
  }
}

function showWayToPage(
  { labelLinks }: Pick<Labels, "labelLinks">,
  client: webApi.WebClient,
  { viewId, lane, place }: Pick<Shows, "viewId" | "lane" | "place">,
): Promise<void> {
  return updateWindow(client, viewId, buildPageWindow(place, labelLinks.mint({ ...lane, purpose: "label" })));
}

async function showAndPrepare(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  await orSayWhy(useCases, client, shows, () => showPlace(useCases, client, shows));
  prepare(useCases, shows);
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
    if (!next.isComplete) await orSayWhy(useCases, client, shows, () => bring(useCases, client, shows));
    prepare(useCases, shows);
  },
};

/** The next pictures are ready before they are needed. */
const prepare = ({ pictures }: Labels, { lane, place }: Shows): void =>
  pictures.prepare(
    lane,
    place.left.map(({ input }) => input),
  );

const TAKEN =
  "You have answered the last one already, in this window or another. That answer stands; Undo last takes it back.";
const NOT_NEEDED = "Your answer was not needed.";
const GONE = `The last one is not yours any more: the task was changed, or others have answered it. ${NOT_NEEDED}`;

const update = (view: ModalView) => ({ response_action: "update" as const, view });

/** Does this; where the other side does not answer, the window says why, and that nothing is lost. */
async function orSayWhy(
  useCases: Labels,
  client: webApi.WebClient,
  shows: Shows,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TasksApiError)) throw error;
    useCases.log.warn({ err: error, ...shows.lane }, "the next inputs could not be fetched");
    const { why, ...mend } = noHandOf(error, useCases.labeling.otherSide);
    const text = `Your answers are kept. ${why} Close this and press Continue.`;
    await updateWindow(client, shows.viewId, buildNoHand("Label", { ...mend, why: text }));
  }
}

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
  const words = undoing.outcome === "submitted" ? { notice: saySubmitted(place.task) } : {};
  await showAndPrepare(useCases, client, { viewId, lane, place, round: roundOf(metadata, place), ...words });
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
