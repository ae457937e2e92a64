import { noHandOf } from "../domain/labeling/no-hand.ts";
import type { PageSession } from "../domain/labeling/page-session.ts";
import { isOfTask } from "../domain/labeling/read-said.ts";
import type { Log } from "../domain/log.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { decide, keyOfInput, MISTAKES, type Reviewed } from "../domain/review/decide.ts";
import { sayUnused } from "../domain/review/place-words.ts";
import type { InputVerdict, ReviewInput } from "../domain/review/review.ts";
import { inputsOf, type ReviewPlace } from "../domain/review/session.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { Reviewing, Standing } from "../services/review/reviewing.ts";
import type { MediaReader } from "./media.ts";
import type { PageReview, ReviewDraftStore } from "./ports.ts";
import type { Refusal, WorkAnswer } from "./protocol.ts";
import { REFUSALS } from "./refusals.ts";
import type { ShownReview } from "./review-protocol.ts";
import { showReview } from "./show-review.ts";

type Answer = Promise<Result<WorkAnswer<ShownReview>, Refusal<ShownReview>>>;

/** The same review as in Slack, on a page: one place per person and task, so that both can be used in turn. */
export function createPageReview(deps: {
  reviewing: Reviewing;
  readMedia: MediaReader;
  drafts: ReviewDraftStore;
  log: Log;
}): PageReview {
  const { reviewing, readMedia, drafts, log } = deps;

  /** What awaits them, by the Tasks API: whoever may not review this any more is told why. */
  async function begin(session: PageSession, notice?: string): Answer {
    const begun = await reviewing.begin(session);
    if ("why" in begun) return closed(begun.why, begun.url);
    return tell(session, begun, notice);
  }

  async function tell(session: PageSession, place: ReviewPlace, notice?: string): Answer {
    const ids = place.batch.map(({ input }) => input.id);
    const work = showReview(place, {
      mediaPath: `${encodeURIComponent(session.taskId)}/media`,
      drafts: await drafts.find(session, ids),
    });
    return ok({ work, ...(notice !== undefined && { notice }) });
  }

  /** What the other side says, in words; what is no fault of its goes on to whoever asked. */
  async function told(session: PageSession, kept: string, work: () => Answer): Answer {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, ...session }, "the page for reviewing could not go on");
      const { why, url } = noHandOf(error, reviewing.otherSide);
      if (error.isGone) return closed(`${why}${kept}`, url);
      return err({ refused: "failed", title: "What awaits your review could not be fetched", words: `${why}${kept}` });
    }
  }

  const find = (standing: Standing, { inputId, key }: Pick<Reviewed, "inputId" | "key">): ReviewInput | undefined =>
    inputsOf(standing.session).find((each) => each.input.id === inputId && keyOfInput(each) === key);

  return {
    begin: (session) => told(session, "", () => begin(session)),

    save: async (session, { batch, inputs }) => {
      const standing = await reviewing.find(session);
      if (!standing) return err(REFUSALS.review.over);
      const id = `${session.team}/${session.person}/${session.taskId}/${batch}`;
      if (standing.saved.some((saved) => saved.id === id)) return told(session, KEPT, () => begin(session));
      const read = readBatch(standing, inputs, find);
      if (!read.ok) return read;
      const { verdicts, left, gone } = read.value;
      const about = { kind: "inputs", verdicts, left } as const;
      const { taken, place } = await reviewing.save(session, standing, about, { via: "page", id });
      await drafts.remove(
        session,
        verdicts.map(({ inputId }) => inputId),
      );
      const notice = sayUnused({ gone, taken: taken.length });
      return told(session, KEPT, async () => {
        // Whether they may still review this is asked with what comes next.
        if (place.isFetching) return begin(session, notice);
        // Sending does not wait for whoever looks at the next batch.
        reviewing
          .goOn(session, place)
          .catch((error: unknown) => log.error({ err: error }, "verdicts could not be sent"));
        return tell(session, place, notice);
      });
    },

    async keep(session, reviewed) {
      const standing = await reviewing.find(session);
      if (standing && find(standing, reviewed)) await drafts.save(session, reviewed.inputId, reviewed);
    },

    async media(session, inputId) {
      const standing = await reviewing.find(session);
      if (!standing || !inputsOf(standing.session).some(({ input }) => input.id === inputId)) return undefined;
      try {
        return await readMedia(session, inputId);
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        log.warn({ err: error, ...session, inputId }, "an input could not be fetched for the page for reviewing");
        return undefined;
      }
    },
  };
}

const KEPT = " Your verdicts are kept.";

const closed = (words: string, url: string | undefined): Result<never, Refusal<never>> =>
  err({ refused: "closed", title: "There is nothing to review here", words, ...(url !== undefined && { url }) });

type Batch = { readonly verdicts: readonly InputVerdict[]; readonly left: readonly string[]; readonly gone: number };

/** By the same rules as what is chosen in Slack's window. `gone`: decided inputs that are not as they were seen. */
function readBatch(
  standing: Standing,
  inputs: readonly Reviewed[],
  find: (standing: Standing, reviewed: Reviewed) => ReviewInput | undefined,
): Result<Batch, Refusal<never>> {
  const { task } = standing.session;
  const verdicts: InputVerdict[] = [];
  const left: string[] = [];
  let gone = 0;
  for (const reviewed of inputs) {
    const each = find(standing, reviewed);
    const { choice, inputId } = reviewed;
    if (!each) {
      if (choice.verdict !== undefined) gone += 1;
      continue;
    }
    if (choice.corrected && !isOfTask(choice.corrected, { ...task, perInput: "SEVERAL" }))
      return err(REFUSALS.review.invalid);
    const decided = decide(each, choice);
    if (!decided.ok) return err({ refused: "invalid", title: "Not saved yet", words: MISTAKES[decided.error] });
    if (decided.value) verdicts.push(decided.value);
    else left.push(inputId);
  }
  return ok({ verdicts, left, gone });
}
