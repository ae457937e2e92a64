import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { sayUnused } from "../../domain/review/place-words.ts";
import { inputsOf } from "../../domain/review/session.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import { buildNoHand } from "../../views/labeling/no-hand.ts";
import { buildReviewPageWindow } from "../../views/review/page-window.ts";
import { buildReviewFetching, type ReviewMetadata, readReviewMetadata } from "../../views/review/review-window.ts";
import { nameOf, readVerdicts } from "../../views/review/verdict-blocks.ts";
import { buildWords } from "../../views/status-view.ts";
import { type Actor, actorOf } from "../shared/actor.ts";
import type { ButtonPressed, FormHandler } from "../shared/handler.ts";
import { orSayWhy } from "../shared/or-say-why.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { bring, type Reviews, type Shows, showReview, windowOf } from "./show-review.ts";

const TITLE = "Review";
const OLD_WINDOW = "This window is from another version of Labeldesk. Close it and press Review again.";
const NOT_YOURS = "This window is another person’s. Open your own with /task review.";
const words = (text: string): ModalView => buildWords({ title: TITLE, text });
const FETCHING = words("Fetching what awaits your review …");

/** The review that a window is about, for whoever it was opened for; else why not. */
function readWindow(
  view: { readonly private_metadata: string },
  { team, person }: Actor,
): { readonly lane: Lane; readonly metadata: ReviewMetadata } | string {
  const metadata = readReviewMetadata(view.private_metadata);
  if (!metadata) return OLD_WINDOW;
  if (metadata.person !== person) return NOT_YOURS;
  return { lane: { team, person, taskId: metadata.taskId }, metadata };
}

/** **Review**: opens the window, and what awaits them in it. */
export async function startReview(
  useCases: Reviews,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const lane = { ...actorOf(body), taskId: action.value ?? "" };
  const viewId = await openWindow(useCases, { body, client, respond }, FETCHING);
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane });
}

/** `/task review TASK`. */
export async function reviewTask(useCases: Reviews, request: TaskRequest): Promise<void> {
  const { client, triggerId, respond, team, person, taskId } = request;
  const viewId = await openWindow(
    useCases,
    { body: { trigger_id: triggerId, user: { id: person } }, client, respond },
    FETCHING,
  );
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane: { team, person, taskId } });
}

async function begin(
  useCases: Reviews,
  client: webApi.WebClient,
  { viewId, lane }: { viewId: string; lane: Lane },
): Promise<void> {
  const { reviewing } = useCases;
  await orSay(useCases, client, { viewId, lane }, async () => {
    const begun = await reviewing.begin(lane);
    if ("why" in begun) return updateWindow(client, viewId, buildNoHand(TITLE, begun));
    await show(useCases, client, { viewId, lane, place: begun, first: 1, round: 0 });
  });
}

async function show(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<void> {
  await showReview(useCases, client, shows);
  useCases.reviewPictures.prepare(shows.lane, shows.place);
}

/** Does what the window waits for; where the other side does not, it says why. */
const orSay = (
  useCases: Reviews,
  client: webApi.WebClient,
  { viewId, lane, before = "" }: { viewId: string; lane: Lane; before?: string },
  work: () => Promise<void>,
): Promise<void> => {
  const { otherSide } = useCases.reviewing;
  const say = (why: string): string => `${before}${why}`;
  return orSayWhy(useCases, client, { viewId, title: TITLE, lane, otherSide, say }, work);
};

const KEPT = "Your verdicts are kept. ";

/** **Save and next**: one row, and the next batch in the ack itself. */
export const saveReview: FormHandler = {
  // Twice the same is the same verdict: an input takes one.
  isRequest: false,
  async handle(useCases, { ack, body, view, client }) {
    const update = (next: ModalView) => ack({ response_action: "update", view: next });
    const read = readWindow(view, actorOf(body));
    if (typeof read === "string") return update(words(read));
    const { lane, metadata } = read;
    const { reviewing } = useCases;
    const standing = await reviewing.find(lane);
    if (!standing) return update(words(OLD_WINDOW));
    const batch = readVerdicts(inputsOf(standing.session), metadata.round, view.state.values);
    if (!batch.ok) return ack({ response_action: "errors", errors: batch.error });
    const { verdicts, left, gone } = batch.value;
    const { taken, place } = await reviewing.save(lane, standing, { kind: "inputs", verdicts, left }, { via: "slack" });
    const shows: Shows = {
      viewId: view.id,
      lane,
      place,
      first: metadata.first + verdicts.length + left.length,
      round: metadata.round + 1,
      notice: sayUnused({ gone, taken: taken.length }),
    };
    // Sent again, perhaps because Slack did not take a picture in the ack before.
    const next = windowOf(useCases, shows, { withPictures: () => taken.length === 0 });
    await update(next.view);
    const late = { viewId: view.id, lane, before: KEPT };
    useCases.reviewPictures.prepare(lane, place);
    const [ahead] = await Promise.all([
      reviewing.goOn(lane, place),
      next.isComplete || orSay(useCases, client, late, () => bring(useCases, client, shows)),
    ]);
    useCases.reviewPictures.prepare(lane, ahead, place);
  },
};

const MISTAKEN = "Nothing was done yet: give a reason where you chose Request changes, and press again.";
const NOT_DONE = "What you decided is kept. It is not carried out yet, and you are told if it cannot be.";

/** **Approve all of ana’s remaining labels**, **Reject all …**, once confirmed: what is chosen in the window is saved first. */
const decideAll =
  (verdict: "approve" | "reject") =>
  async (useCases: Reviews, { ack, action, body, client }: ButtonPressed): Promise<void> => {
    await ack();
    const { view } = body;
    if (!view) return;
    const { reviewing, log } = useCases;
    const read = readWindow(view, actorOf(body));
    if (typeof read === "string") {
      log.warn({ ...actorOf(body) }, "a button of a review window that is not theirs, or is of another version");
      return;
    }
    const { lane, metadata } = read;
    const worker = action.value ?? "";
    const standing = await reviewing.find(lane);
    const labeler = standing?.session.labelers[worker];
    if (!standing || !labeler) return updateWindow(client, view.id, words(OLD_WINDOW));
    const name = nameOf(standing.session.labelers, worker);
    const batch = readVerdicts(inputsOf(standing.session), metadata.round, view.state.values);
    if (!batch.ok) {
      // The same fields again: Slack keeps what was chosen and typed in them.
      const place = reviewing.placeOf(standing);
      return show(useCases, client, { viewId: view.id, lane, place, ...metadata, notice: MISTAKEN });
    }
    const { verdicts } = batch.value;
    if (verdicts.length > 0)
      await reviewing.save(lane, standing, { kind: "inputs", verdicts, left: [] }, { via: "slack" });
    await reviewing.save(lane, standing, { kind: "worker", worker, verdict }, { via: "slack" });
    const doing = `${verdict === "approve" ? "Approving" : "Rejecting"} all of ${name}’s remaining labels …\n`;
    const next = { ...metadata, first: metadata.first + verdicts.length, round: metadata.round + 1 };
    await updateWindow(client, view.id, buildReviewFetching(standing.session, next, doing));
    await orSay(useCases, client, { viewId: view.id, lane, before: KEPT }, async () => {
      const place = await reviewing.resume(lane);
      if (!place) return;
      const isDone = await reviewing.isDecided(lane, worker);
      const done = verdict === "approve" ? "Approved" : "Rejected";
      const notice = isDone ? `${done} all of ${name}’s remaining labels.` : NOT_DONE;
      await show(useCases, client, { viewId: view.id, lane, place, first: next.first, round: next.round, notice });
    });
  };

/** **Open in browser**: the way to the same review in the browser. */
export async function goToReviewPage(useCases: Reviews, { ack, body, client, respond }: ButtonPressed): Promise<void> {
  await ack();
  const { reviewing, labelLinks, log } = useCases;
  const read = body.view && readWindow(body.view, actorOf(body));
  if (!read || typeof read === "string") {
    log.warn({ ...actorOf(body) }, "a button of a review window that is not theirs, or is of another version");
    return;
  }
  const standing = await reviewing.find(read.lane);
  if (!standing) return;
  const link = labelLinks.mint({ ...read.lane, purpose: "review" });
  await openWindow(useCases, { body, client, respond }, buildReviewPageWindow(reviewing.placeOf(standing), link));
}

export const approveAll = decideAll("approve");
export const rejectAll = decideAll("reject");
