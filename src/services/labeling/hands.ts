import type { Label, LabelingInput, Said, Verdict, WorkAssignment } from "../../domain/labeling/label.ts";
import type { NoHand } from "../../domain/labeling/no-hand.ts";
import { createMemory } from "../../domain/memory.ts";
import type { Haste } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";

/** The Tasks API as one person: what it does is theirs. Every method rejects with `TasksApiError`. */
export type Hand = {
  /** Whose it is: the account id on the other side. */
  readonly account: string;
  /** LABEL_START: the next ten pending inputs; the same ten until they are submitted. */
  startLabeling(taskId: string, haste: Haste): Promise<readonly WorkAssignment[]>;
  /** LABEL_SUBMIT. */
  submitLabels(taskId: string, assignments: readonly string[]): Promise<void>;
  /** REVIEW_START: ten assignments that await this reviewer; of these workers (account ids) alone where some are named. */
  startReview(
    taskId: string,
    options: { workers?: readonly string[]; haste: Haste },
  ): Promise<readonly WorkAssignment[]>;
  /**
   * A verdict on assignments, or on all that these workers (account ids) have submitted and that awaits this reviewer. What does not
   * await review any more stays as it is. Resolves with the assignments as they are then, as far as they are answered.
   */
  review(
    taskId: string,
    verdict: Verdict,
    reviewed: { readonly assignments: readonly string[] } | { readonly workers: readonly string[] },
  ): Promise<readonly WorkAssignment[]>;
  /** PostAnnotations, under an id of our own. `concepts`: all of the task's. */
  postLabel(label: {
    id: string;
    taskId: string;
    inputId: string;
    said: Said;
    concepts: readonly string[];
  }): Promise<void>;
  /** PatchAnnotations: each says this from now on, and nothing else. Reviewers may so correct what awaits their review. All, or none. */
  changeLabels(labels: readonly Pick<Label, "id" | "inputId" | "said">[], concepts: readonly string[]): Promise<void>;
  deleteLabel(inputId: string, labelId: string): Promise<void>;
  /** What this person may see of what was said; of these inputs and people (account ids) where they are named. */
  listLabels(
    taskId: string,
    options: { inputs?: readonly string[]; people?: readonly string[]; haste: Haste },
  ): Promise<readonly Label[]>;
  /** An input, with its bytes where the Tasks API holds them. */
  getInput(inputId: string, haste: Haste): Promise<LabelingInput & { readonly base64?: string }>;
};

/** Whose hand the Tasks API sees. It takes an assignment's user from the key that is sent, so there is a key per person. */
export type Hands = {
  /** What stands in this person's way on this task; undefined for somebody who can begin. */
  missing(team: string, person: string, taskId: string): Promise<NoHand | undefined>;
  /** Does this as the person. Rejects with `TasksApiError`; with `NoHandError` where they have no key, or none that is good for it. */
  as<T>(team: string, person: string, work: (hand: Hand) => Promise<T>): Promise<T>;
};

/** Keys are made anew after this time, and with every start: none is kept anywhere. */
const KEY_LIVES_MS = 24 * 60 * 60 * 1000;
/** Well before its end: what has begun with it is to be done with it. */
const KEY_USED_MS = KEY_LIVES_MS - 60 * 60 * 1000;
/** More people at work in a day make their keys once more. */
const MOST_KEYS = 10_000;

/** On the local tasks service, where everybody is a user by their Slack id: the app makes a key for each when it is first needed. */
export function createLocalHands(deps: {
  makeKey: (person: string, key: { description: string; expiresAt: Date }) => Promise<string>;
  /** The calls under a key of this account. */
  connect: (account: string, key: string) => Hand;
  now: () => Date;
}): Hands {
  const { makeKey, connect, now } = deps;
  const hands = createMemory<Promise<Hand>>({ keepMs: KEY_USED_MS, most: MOST_KEYS, now });

  function handOf(person: string): Promise<Hand> {
    const known = hands.get(person);
    if (known) return known;
    const expiresAt = new Date(now().getTime() + KEY_LIVES_MS);
    const made = makeKey(person, { description: "Labeldesk: labeling in Slack", expiresAt }).then((key) =>
      connect(person, key),
    );
    hands.set(person, made);
    made.catch(() => hands.forget(person));
    return made;
  }

  return {
    missing: async () => undefined,
    async as(_team, person, work) {
      try {
        return await work(await handOf(person));
      } catch (error) {
        if (!(error instanceof TasksApiError) || error.code !== "unauthorized") throw error;
        // Taken back meanwhile, or gone with a database: it says nothing about whether the person may label.
        hands.forget(person);
        return work(await handOf(person));
      }
    },
  };
}
