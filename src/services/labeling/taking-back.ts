import { newDoing } from "../../domain/history/doings.ts";
import type { Label } from "../../domain/labeling/label.ts";
import { type Answer, isOpen, type LabelingSession } from "../../domain/labeling/session.ts";
import { RECENT } from "./fetching.ts";
import type { Hand } from "./hands.ts";
import type { LabelingStore, Lane, OpenAnswer } from "./ports.ts";
import { deletePosted, findPosted, saidBefore, sayAlike } from "./posted.ts";

/** An answer, and where it was given. */
export type GivenAnswer = { readonly lane: Lane; readonly session: LabelingSession; readonly answer: OpenAnswer };

/** Taken back, and it may be there: "undone" ones are open where they are to be looked for again. */
export const isTakenBack = ({ state }: Pick<Answer, "state">): boolean => state === "undoing" || state === "undone";

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

  /**
   * Of the labels that were found for an answer those that go with it. What else was said is asked for after they were found: what another
   * replica sends at this moment may be among them, and is known by its id before it is noted as sent. Where ids are the Tasks API's own,
   * labels that say the same are worth the same: they stay for a newer answer that has arrived, and one of several for one that may be
   * on its way.
   */
  async function ownAmong(found: readonly Label[], { lane, session, answer }: GivenAnswer): Promise<readonly Label[]> {
    const others = (await store.recentAnswers(lane, RECENT)).filter(
      (one) => one.id !== answer.id && one.inputId === answer.inputId && (isOpen(one) || one.state === "submitted"),
    );
    const taken = [...saidBefore(session, answer), ...others].map(({ id }) => id);
    const free = found.filter(({ id }) => !taken.includes(id));
    const own = free.filter(({ id }) => id === answer.id);
    const alike = free.filter(({ id }) => id !== answer.id);
    const newer = others.filter(({ order, said }) => order > answer.order && sayAlike(answer.said, said));
    if (newer.some(({ state }) => state !== "said")) return own;
    const isOneOnItsWay = newer.length > 0 && alike.length > 1;
    return [...own, ...(isOneOnItsWay ? alike.slice(1) : alike)];
  }

  return {
    /** It may have been taken back before it was sent: what nobody has would be refused like an app that is not there. */
    async takeBack(hand: Hand, said: GivenAnswer): Promise<void> {
      const { lane, answer } = said;
      const found = await findPosted(hand, lane.taskId, answer);
      for (const { id } of await ownAmong(found, said)) await deletePosted(hand, answer.inputId, id);
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
