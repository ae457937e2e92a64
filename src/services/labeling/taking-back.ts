import { newDoing } from "../../domain/history/doings.ts";
import type { Label } from "../../domain/labeling/label.ts";
import type { LabelingSession } from "../../domain/labeling/session.ts";
import { RECENT } from "./fetching.ts";
import type { Hand } from "./hands.ts";
import type { LabelingStore, Lane, OpenAnswer } from "./ports.ts";
import { deletePosted, findPosted, saidBefore, sayAlike } from "./posted.ts";

/** An answer, and where it was given. */
export type GivenAnswer = { readonly lane: Lane; readonly session: LabelingSession; readonly answer: OpenAnswer };

/** Taken back, and it may be there: "undone" ones are open where they are to be looked for again. */
export const isTakenBack = ({ state }: OpenAnswer): boolean => state === "undoing" || state === "undone";

/** Takes back what somebody has taken back in the app, and what the Tasks API may have of it. */
export function createTakingBack(deps: {
  store: Pick<LabelingStore, "openAnswers" | "recentAnswers" | "move" | "moveMany">;
  /** What is looked for again is, after so long. */
  leaseMs: number;
  now: () => Date;
}) {
  const { store, leaseMs, now } = deps;

  /** `dueAt`: when it is to be looked for again, if at all. */
  async function noteUndone({ lane, session, answer }: GivenAnswer, dueAt: number | null): Promise<void> {
    const task = { id: lane.taskId, name: session.task.name };
    const head = { team: lane.team, person: lane.person, task, via: answer.via };
    const doing = newDoing("label.undone", head, { input: answer.inputId });
    await store.move(answer.id, { from: "undoing", to: "undone", dueAt }, [doing]);
  }

  return {
    /** It may have been taken back before it was sent: what nobody has would be refused like an app that is not there. */
    async takeBack(hand: Hand, said: GivenAnswer): Promise<void> {
      const { lane, session, answer } = said;
      const earlier = saidBefore(session, answer).map(({ id }) => id);
      const newer = (await store.recentAnswers(lane, RECENT)).filter(
        ({ inputId, order, state }) =>
          inputId === answer.inputId && order > answer.order && (state === "sent" || state === "submitted"),
      );
      const isOfAnother = (label: Label): boolean =>
        earlier.includes(label.id) || (label.id !== answer.id && newer.some((one) => sayAlike(label.said, one.said)));
      const posted = await findPosted(hand, lane.taskId, answer);
      for (const { id } of posted.filter((label) => !isOfAnother(label))) await deletePosted(hand, answer.inputId, id);
      if (answer.state === "undone") await store.move(answer.id, { from: "undone", to: "undone", dueAt: null });
      else await noteUndone(said, null);
    },

    /** Of those (`ids`) that went out from here the ones that were taken back meanwhile: another replica may have looked for them too early. */
    async noteLate(lane: Lane, session: LabelingSession, ids: readonly string[]): Promise<readonly OpenAnswer[]> {
      if (ids.length === 0) return [];
      const dueAt = now().getTime() + leaseMs;
      const openAmong = async (state: OpenAnswer["state"]) =>
        (await store.openAnswers(lane)).filter((one) => one.state === state && ids.includes(one.id));
      for (const answer of await openAmong("undoing")) await noteUndone({ lane, session, answer }, dueAt);
      await store.moveMany(ids, { from: "undone", to: "undone", dueAt });
      return openAmong("undone");
    },
  };
}
