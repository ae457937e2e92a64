import type { Label, WorkAssignment } from "../../domain/labeling/label.ts";
import type { ReviewTask } from "../../domain/review/review.ts";
import type { Hand } from "../labeling/hands.ts";

/** So many assignments the Tasks API gives at a time; fewer are all that there are. */
export const GIVEN = 10;
/** A call for each: of more labelers the calls would take longer than what they save. */
const MOST_LABELERS = 12;
/** Inputs whose labels are listed at once: four batches, and an address of less than 2,000 characters for ids of 32. */
const MOST_INPUTS = 20;

/** An input with the assignments of those whose label of it awaits the reviewer. */
export type OfInput = readonly [inputId: string, assignments: readonly WorkAssignment[]];

/** Whole inputs, with what was said of them. */
export type Given = {
  readonly inputs: readonly OfInput[];
  readonly labels: readonly Label[];
  /** There is nothing else. */
  readonly isLast: boolean;
};

/**
 * Ten assignments are hardly more than one batch where several people label each input, and the same ten are given until they are decided.
 * Asked for each labeler on their own there are ten of each. An input is whole when everybody who labeled it is among the answers, or has
 * no further ones that await review. Where none is, the one that lacks the fewest stands for them, so that the review goes on.
 *
 * `first`: what was given of all (or of `only` these). Undefined where there are too many labelers. Rejects with `TasksApiError`.
 */
export async function readByLabeler(
  hand: Hand,
  { id, workers }: Pick<ReviewTask, "id" | "workers">,
  { first, only }: { first: readonly WorkAssignment[]; only: readonly string[] },
): Promise<Given | undefined> {
  const answers = new Map<string, readonly WorkAssignment[]>();
  const ask = async (labelers: readonly string[]): Promise<void> => {
    const asking = labelers.map((labeler) => hand.startReview(id, { workers: [labeler], haste: "interactive" }));
    const given = await Promise.all(asking);
    // In their order, whoever was answered first: what stands in a window is known by its labels in order.
    for (const [at, labeler] of labelers.entries()) answers.set(labeler, given[at] ?? []);
  };
  const known = [...new Set([...(only.length > 0 ? only : workers), ...first.map(({ worker }) => worker)])];
  if (known.length > MOST_LABELERS) return undefined;
  await ask(known);
  const grouped = (): OfInput[] => groupByInput([...first, ...[...answers.values()].flat()]);
  const most = grouped().sort(([, a], [, b]) => b.length - a.length);
  const listed = most.slice(0, MOST_INPUTS).map(([inputId]) => inputId);
  const labels = await hand.listLabels(id, { inputs: listed, haste: "interactive" });
  // Somebody who is not (any more) a worker of the task may have labeled too.
  const others = new Set(labels.map(({ by }) => by).filter((by) => !answers.has(by)));
  if (only.length === 0) await ask([...others].slice(0, MOST_LABELERS - known.length));
  const all = grouped();
  const inputs = all.filter(([inputId]) => listed.includes(inputId));
  const asked = only.length > 0 ? labels.filter(({ by }) => only.includes(by)) : labels;
  const lacks = createLacks(asked, answers);
  const whole = inputs.filter((one) => lacks(one) === 0);
  const isAll = workers.length > 0 && whole.length === all.length;
  return {
    inputs: whole.length > 0 ? whole : inputs.sort((a, b) => lacks(a) - lacks(b)).slice(0, 1),
    labels,
    isLast: isAll && [...answers.values()].every((given) => given.length < GIVEN),
  };
}

/** How many labels of an input may await review without being among the answers. */
function createLacks(labels: readonly Label[], answers: ReadonlyMap<string, readonly WorkAssignment[]>) {
  const labelersOf = new Map<string, Set<string>>();
  for (const { inputId, by } of labels) labelersOf.set(inputId, (labelersOf.get(inputId) ?? new Set()).add(by));
  const mayHaveMore = (labeler: string): boolean => (answers.get(labeler)?.length ?? GIVEN) >= GIVEN;
  return ([inputId]: OfInput): number => {
    const isGiven = (labeler: string): boolean =>
      answers.get(labeler)?.some(({ input }) => input.id === inputId) === true;
    return [...(labelersOf.get(inputId) ?? [])].filter((by) => mayHaveMore(by) && !isGiven(by)).length;
  };
}

/** By input, in the order given; an assignment that was given twice stands once. */
export function groupByInput(given: readonly WorkAssignment[]): OfInput[] {
  const byInput = new Map<string, Map<string, WorkAssignment>>();
  for (const one of given) byInput.set(one.input.id, (byInput.get(one.input.id) ?? new Map()).set(one.id, one));
  return [...byInput].map(([inputId, assignments]) => [inputId, [...assignments.values()]]);
}
