import { beginningOf } from "../../domain/labeling/beginning.ts";
import type { Label, WorkAssignment } from "../../domain/labeling/label.ts";
import { isDisputed, type ReviewedLabel, type ReviewInput, type ReviewTask } from "../../domain/review/review.ts";
import { joinSaid } from "../../domain/review/said.ts";
import type { Hand } from "../labeling/hands.ts";
import { GIVEN, type Given, groupByInput, readByLabeler } from "./read-by-labeler.ts";

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
  task: Pick<ReviewTask, "id" | "workers">,
  only: readonly string[] = [],
): Promise<Omit<Queue, "isOwn">> {
  const first = await hand.startReview(task.id, { workers: only, haste: "interactive" });
  const inOrder = await readInOrder(hand, task, first);
  const byLabeler = isPartial(inOrder) ? await readByLabeler(hand, task, { first, only }) : undefined;
  const { inputs: whole, labels, isLast } = byLabeler ?? inOrder;
  const inputs = whole.flatMap(([, assignments]) => toInput(assignments, labels) ?? []);
  return {
    inputs: inputs.sort((a, b) => Number(isDisputed(b)) - Number(isDisputed(a))),
    // Where nothing of it can be shown, asking again would give the same.
    isLast: isLast || inputs.length === 0,
    unseen: whole.length - inputs.length,
  };
}

/** As far as ten go. The last input may lack some of its labels where there are more, and waits unless it is the only one. */
async function readInOrder(
  hand: Hand,
  { id }: Pick<ReviewTask, "id">,
  first: readonly WorkAssignment[],
): Promise<Given> {
  const isLast = first.length < GIVEN;
  const all = groupByInput(first);
  const inputs = isLast || all.length === 1 ? all : all.slice(0, -1);
  if (inputs.length === 0) return { inputs, labels: [], isLast };
  const labels = await hand.listLabels(id, { inputs: inputs.map(([input]) => input), haste: "interactive" });
  return { inputs, labels, isLast };
}

/** There are more, and several people label each input: ten assignments hold few as a whole. */
function isPartial({ inputs, labels, isLast }: Given): boolean {
  if (isLast) return false;
  const given = new Map(inputs);
  return (
    inputs.some(([, assignments]) => assignments.length > 1) ||
    labels.some(({ inputId, by }) => !given.get(inputId)?.some(({ worker }) => worker === by))
  );
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
