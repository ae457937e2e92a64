import { beginningOf } from "../../domain/labeling/beginning.ts";
import type { Label, WorkAssignment } from "../../domain/labeling/label.ts";
import { isDisputed, type ReviewedLabel, type ReviewInput, type ReviewTask } from "../../domain/review/review.ts";
import { joinSaid } from "../../domain/review/said.ts";
import type { Hand } from "../labeling/hands.ts";

/** So many assignments the Tasks API gives at a time; fewer are all that there are. */
const GIVEN = 10;

/** What awaits a reviewer, as far as the Tasks API gives it at a time. */
export type Queue = {
  /** Those on which labelers differ first. */
  readonly inputs: readonly ReviewInput[];
  readonly isLast: boolean;
  /** Only the reviewer's own labels await them. */
  readonly isOwn: boolean;
  /** Inputs whose labels they may not see before they have labeled them too. */
  readonly unseen: number;
};

/**
 * Asks for what awaits this person, and for what was said of it. Whoever labels in the task too gets others' work first. Rejects with
 * `TasksApiError`.
 */
export async function readQueue(hand: Hand, task: Pick<ReviewTask, "id" | "workers">): Promise<Queue> {
  const all = await readPart(hand, task);
  const isOwn = ({ labels }: ReviewInput): boolean => labels.every(({ worker }) => worker === hand.account);
  const others = all.inputs.filter((each) => !isOwn(each));
  if (others.length === all.inputs.length) return { ...all, isOwn: false };
  // Their own wait until nobody else's do.
  if (others.length > 0) return { ...all, inputs: others, isLast: false, isOwn: false };
  const rest = task.workers.filter((worker) => worker !== hand.account);
  const ofOthers = all.isLast || rest.length === 0 ? undefined : await readPart(hand, task, rest);
  if (ofOthers && ofOthers.inputs.length > 0) return { ...ofOthers, isLast: false, isOwn: false };
  return { ...all, isOwn: true };
}

async function readPart(
  hand: Hand,
  { id }: Pick<ReviewTask, "id">,
  workers: readonly string[] = [],
): Promise<Omit<Queue, "isOwn">> {
  const given = await hand.startReview(id, { workers, haste: "interactive" });
  const isLast = given.length < GIVEN;
  const whole = wholeInputs(given, isLast);
  const labels =
    whole.length === 0
      ? []
      : await hand.listLabels(id, { inputs: whole.map(([input]) => input), haste: "interactive" });
  const inputs = whole.flatMap(([, assignments]) => toInput(assignments, labels) ?? []);
  return {
    inputs: inputs.sort((a, b) => Number(isDisputed(b)) - Number(isDisputed(a))),
    // Where nothing of it can be shown, asking again would give the same.
    isLast: isLast || inputs.length === 0,
    unseen: whole.length - inputs.length,
  };
}

type OfInput = readonly [inputId: string, assignments: readonly WorkAssignment[]];

/** By input, in the order given. The last may lack some of its labels where there are more, and waits unless it is the only one. */
function wholeInputs(given: readonly WorkAssignment[], isLast: boolean): OfInput[] {
  const byInput = new Map<string, WorkAssignment[]>();
  for (const one of given) byInput.set(one.input.id, [...(byInput.get(one.input.id) ?? []), one]);
  const all = [...byInput];
  return isLast || all.length === 1 ? all : all.slice(0, -1);
}

/** Undefined where one of the labels may not be seen. */
function toInput(assignments: readonly WorkAssignment[], labels: readonly Label[]): ReviewInput | undefined {
  const [first] = assignments;
  if (!first) return undefined;
  const ofInput = labels.filter(({ inputId }) => inputId === first.input.id);
  const reviewed: ReviewedLabel[] = [];
  for (const { id, worker } of assignments) {
    const said = joinSaid(ofInput.filter(({ by }) => by === worker).map((label) => label.said));
    if (!said) return undefined;
    reviewed.push({ assignmentId: id, worker, said });
  }
  return { input: beginningOf(first.input), labels: reviewed };
}
