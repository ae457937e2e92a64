import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Place } from "../domain/labeling/place.ts";
import { isOfTask } from "../domain/labeling/read-said.ts";
import { saySubmitted } from "../domain/labeling/submitted-words.ts";
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

  /** The work as it is at this place, with what comes next where it is not at hand. */
  async function show(session: PageSession, place: Place) {
    const there = place.isFetching ? ((await labeling.resume(session)) ?? place) : place;
    const ids = there.left.map(({ input }) => input.id);
    const [begun, asked, finished] = await Promise.all([
      drafts.find(session, ids),
      Promise.all(ids.map(async (id) => [id, await questions.about(session, id)] as const)),
      ids.length === 0 ? labeling.finished(session) : undefined,
    ]);
    return showWork(there, {
      taskId: session.taskId,
      begun,
      asked: new Map(asked),
      finished,
    });
  }

  async function tell(session: PageSession, place: Place, notice?: string): Answer {
    return ok({ work: await show(session, place), ...(notice !== undefined && { notice }) });
  }

  async function stale(session: PageSession, place: Place, words: { title: string; words: string }): Answer {
    return err({ refused: "stale", ...words, work: await show(session, place) });
  }

  /** What the other side says, in words; what is no fault of its goes on to whoever asked. */
  async function told(session: PageSession, work: () => Answer): Answer {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, ...session }, "the labeling page could not go on");
      const words = `${describeFault(error, labeling.otherSide)} What you have marked is kept.`;
      return err({ refused: "failed", title: "The next inputs could not be fetched", words });
    }
  }

  /** Nothing but what lies before a person is kept for them, or shown to them. */
  async function isHeld(session: PageSession, inputId: string): Promise<boolean> {
    const place = await labeling.find(session);
    return place?.left.some(({ input }) => input.id === inputId) === true;
  }

  return {
    begin: (session) =>
      told(session, async () => {
        const begun = await labeling.begin(session);
        if (!("why" in begun)) return tell(session, begun);
        const elsewhere = "url" in begun && begun.url !== undefined ? { url: begun.url } : {};
        return err({ refused: "closed", title: "There is nothing to label here", words: begun.why, ...elsewhere });
      }),

    answer: (session, { assignmentId, inputId, said }) =>
      told(session, async () => {
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
        return stale(session, place, outcome === "taken" ? TAKEN : GONE);
      }),

    skip: (session, assignmentId) =>
      told(session, async () => {
        const place = await labeling.skip(session, assignmentId);
        if (!place) return err(REFUSALS.label.over);
        const isOnly = place.left.length === 1 && place.next?.assignmentId === assignmentId;
        return tell(session, place, isOnly ? "This is the only one left." : undefined);
      }),

    undo: (session, answerId) =>
      told(session, async () => {
        const which = answerId === undefined ? {} : { id: answerId };
        const undoing = await labeling.undo(session, { ...which, via: "page" });
        if (!undoing) return err(REFUSALS.label.over);
        const { outcome, place } = undoing;
        if (outcome !== "undone")
          return tell(session, place, outcome === "submitted" ? saySubmitted(place.task) : undefined);
        await drafts.save(session, undoing.answer.inputId, undoing.answer.said);
        return tell(session, place, "Taken back: this is what you said.");
      }),

    ask: (session, assignmentId, question) =>
      told(session, async () => {
        const place = await labeling.find(session);
        if (!place) return err(REFUSALS.label.over);
        const outcome = await questions.ask(session, { id: newId(), assignmentId, text: question });
        if (outcome === "gone") return stale(session, place, GONE);
        if (outcome === "too_many") return stale(session, place, TOO_MANY);
        return tell(session, place, "Asked. The answer will stand here, at this input.");
      }),

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

const TAKEN = {
  title: "Answered already",
  words: "You have answered this one in another window. That answer stands; Undo last takes it back.",
};
const GONE = {
  title: "Not yours any more",
  words: "The task was changed, or others have answered this one. Your answer was not needed.",
};
const TOO_MANY = {
  title: "Not asked",
  words: "Many of your questions on this task have no answer yet. Ask again when some have.",
};
