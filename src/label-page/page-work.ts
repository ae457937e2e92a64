import { noHandOf } from "../domain/labeling/no-hand.ts";
import { sayNotUndone } from "../domain/labeling/not-undone.ts";
import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Place } from "../domain/labeling/place.ts";
import { isOfTask } from "../domain/labeling/read-said.ts";
import type { Log } from "../domain/log.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { describeFault } from "../domain/tasks-api-fault.ts";
import type { Labeling } from "../services/labeling/labeling.ts";
import type { MediaReader } from "./media.ts";
import type { LabelDraftStore, PageQuestions, PageWork } from "./ports.ts";
import type { Refusal, WorkAnswer } from "./protocol.ts";
import { REFUSALS } from "./refusals.ts";
import { showWork } from "./show-work.ts";

type Answer = Promise<Result<WorkAnswer, Refusal>>;

/** The same work as in Slack, on a page: one place per person and task, so that both can be used in turn. */
export function createPageWork(deps: {
  labeling: Labeling;
  readMedia: MediaReader;
  drafts: LabelDraftStore;
  questions: PageQuestions;
  newId: () => string;
  log: Log;
}): PageWork {
  const { labeling, readMedia, drafts, questions, newId, log } = deps;

  /** What comes next where it is not at hand; `late`: why it could not be fetched, in words. */
  async function fetchNext(session: PageSession, place: Place): Promise<{ there: Place; late?: string }> {
    if (!place.isFetching) return { there: place };
    try {
      return { there: (await labeling.resume(session)) ?? place };
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, ...session }, "the next inputs could not be fetched for the labeling page");
      const { why } = noHandOf(error, labeling.otherSide);
      return { there: place, late: `Your answers are kept. The next inputs could not be fetched. ${why}` };
    }
  }

  /** The work as it is at this place, and what is told beside it. */
  async function show(session: PageSession, place: Place, words: string | undefined) {
    const fetched = await fetchNext(session, place);
    const { late } = fetched;
    const there = shownOf(fetched.there);
    const ids = there.left.map(({ input }) => input.id);
    const [begun, asked, finished] = await Promise.all([
      drafts.find(session, ids),
      Promise.all(ids.map(async (id) => [id, await questions.about(session, id)] as const)),
      ids.length === 0 ? labeling.finished(session) : undefined,
    ]);
    const beside = { taskId: session.taskId, begun, asked: new Map(asked), finished };
    const work = showWork(there, { ...beside, ...(late !== undefined && { late }) });
    // Where nothing is left, the end says it.
    const told = ids.length === 0 ? [words] : [words, late];
    return { work, told: told.filter((each) => each !== undefined).join(" ") };
  }

  async function tell(session: PageSession, place: Place, notice?: string): Answer {
    const { work, told } = await show(session, place, notice);
    return ok({ work, ...(told !== "" && { notice: told }) });
  }

  async function stale(session: PageSession, place: Place, { title, words }: { title: string; words: string }): Answer {
    const { work, told } = await show(session, place, words);
    return err({ refused: "stale", title, words: told, work });
  }

  async function begin(session: PageSession): Answer {
    const begun = await labeling.begin(session);
    if (!("why" in begun)) return tell(session, begun);
    const elsewhere = "url" in begun && begun.url !== undefined ? { url: begun.url } : {};
    return err({ refused: "closed", title: "There is nothing to label here", words: begun.why, ...elsewhere });
  }

  /** Nothing but what lies before a person is kept for them, or shown to them. */
  async function isHeld(session: PageSession, inputId: string): Promise<boolean> {
    const place = await labeling.find(session);
    return place?.left.some(({ input }) => input.id === inputId) === true;
  }

  return {
    async begin(session) {
      try {
        return await begin(session);
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        log.warn({ err: error, ...session }, "the labeling page could not be opened");
        const words = `${describeFault(error, labeling.otherSide)} What you have marked is kept.`;
        return err({ refused: "failed", title: "The next inputs could not be fetched", words });
      }
    },

    async answer(session, { assignmentId, inputId, said }) {
      const answered = await labeling.answer(session, { assignmentId, via: "page" }, (task) =>
        isOfTask(said, task) ? ok(said) : err(REFUSALS.label.invalid),
      );
      if (!answered) return err(REFUSALS.label.over);
      if (answered.outcome === "mistaken") return err(answered.mistake);
      const { outcome, place } = answered;
      if (outcome !== "gone") await drafts.remove(session, [inputId]);
      // Sending does not wait for whoever looks at the next input.
      labeling.goOn(session);
      if (outcome === "said") return tell(session, place);
      return stale(session, place, outcome === "taken" ? TAKEN : goneOf(place));
    },

    async skip(session, assignmentId) {
      const place = await labeling.skip(session, assignmentId);
      if (!place) return err(REFUSALS.label.over);
      const isOnly = place.left.length === 1 && place.next?.assignmentId === assignmentId;
      return tell(session, place, isOnly ? "This is the only one left." : undefined);
    },

    async undo(session, answerId) {
      const which = answerId === undefined ? {} : { id: answerId };
      const undoing = await labeling.undo(session, { ...which, via: "page" });
      if (!undoing) return err(REFUSALS.label.over);
      const { place } = undoing;
      if (undoing.outcome !== "undone") return tell(session, place, sayNotUndone(undoing.outcome, place.task));
      await drafts.save(session, undoing.answer.inputId, undoing.answer.said);
      return tell(session, place, "Taken back: this is what you said.");
    },

    async ask(session, assignmentId, question) {
      const place = await labeling.find(session);
      if (!place) return err(REFUSALS.label.over);
      const outcome = await questions.ask(session, { id: newId(), assignmentId, text: question });
      if (outcome === "gone") return stale(session, place, goneOf(place));
      if (outcome === "too_many") return stale(session, place, TOO_MANY);
      return tell(session, place, "Asked. The answer will stand here, at this input.");
    },

    async keep(session, inputId, said) {
      if (!(await isHeld(session, inputId))) return;
      await (said ? drafts.save(session, inputId, said) : drafts.remove(session, [inputId]));
    },

    async media(session, inputId) {
      if (!(await isHeld(session, inputId))) return undefined;
      try {
        return await readMedia(session, inputId);
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        log.warn({ err: error, ...session, inputId }, "an input could not be fetched for the labeling page");
        return undefined;
      }
    },
  };
}

/** Of a task that was changed nothing is shown before it is asked for anew, but what was taken back. */
const shownOf = (place: Place): Place =>
  place.isOutdated === true ? { ...place, left: place.next ? [place.next] : [] } : place;

const TAKEN = {
  title: "Answered already",
  words: "You have answered this one already, here or in another window. That answer stands; Undo last takes it back.",
};
const GONE = {
  title: "Not yours any more",
  words: "The task was changed, or others have answered this one. Your answer was not needed.",
};
/** The end says why. */
const ENDED = { title: "Not taken", words: "Your answer was not needed." };
const goneOf = ({ ended }: Place) => (ended === undefined ? GONE : ENDED);
const TOO_MANY = {
  title: "Not asked",
  words: "Many of your questions on this task have no answer yet. Ask again when some have.",
};
