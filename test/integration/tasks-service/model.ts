import { isSampled } from "../../../src/tasks-service/rules/decision/sample.ts";
import type { Assignment } from "./open-work.ts";

export type ModelTask = {
  strategy: "FULL" | "PARTITIONED" | "DYNAMIC";
  workersPerInput: number;
  review: "NONE" | "MANUAL" | "CONSENSUS";
  sample: number;
  labelers: number;
  approvals: 1 | -1;
};

/** The service numbers inputs from 1 in the order of their making; the seed names them from 0. */
const numberOf = ({ name }: Input): number => Number(name.replace("input-", "")) + 1;

type State = "pending" | "awaiting_consensus" | "awaiting_review" | "success" | "rejected";
type Label = { id: string; worker: string; state: State; concept: string | null };
type Input = {
  name: string;
  labels: Label[];
  /** The concept that is the result; undefined until there is one. */
  result?: { concept: string | null };
  isInReview: boolean;
  wasReviewed: boolean;
  reviewer?: string;
  votes: { reviewer: string; worker: string; yes: boolean }[];
};

const CODES: Record<State, number> = {
  success: 54200,
  pending: 54201,
  awaiting_review: 54202,
  awaiting_consensus: 54203,
  rejected: 54204,
};

/**
 * What the service should do, written once more in the plainest way: everything in memory, every number counted when it is asked for.
 * Who is given which input is taken over from the service (the rules of that have their own tests).
 */
export function createModel(
  task: ModelTask,
  world: { taskId: string; workers: string[]; reviewers: string[]; inputs: number },
) {
  const inputs = new Map<string, Input>();
  const inputOf = (name: string): Input => {
    const known = inputs.get(name);
    if (known !== undefined) return known;
    const made: Input = { name, labels: [], isInReview: false, wasReviewed: false, votes: [] };
    inputs.set(name, made);
    return made;
  };
  const labelOf = (assignment: Assignment): Label => {
    const found = inputOf(assignment.input.id).labels.find(({ id }) => id === assignment.id);
    if (found === undefined) throw new Error(`the model was never told of ${assignment.id}`);
    return found;
  };

  const slots = (input: Input): number => {
    if (task.strategy === "FULL") return world.workers.length;
    const asked = task.review === "CONSENSUS" ? Math.min(Math.max(1, task.labelers), world.workers.length) : 1;
    const needed = task.strategy === "PARTITIONED" ? task.workersPerInput : asked;
    // As many again are asked once as many as were needed have been rejected, as far as there are others.
    const denied = input.labels.filter(({ state }) => state === "rejected").length;
    const isApproved = input.labels.some(({ state }) => state === "success");
    const wanted = isApproved ? needed : needed * (1 + Math.floor(denied / needed));
    return Math.max(input.labels.length, Math.min(wanted, world.workers.length));
  };

  const leastLoaded = (): string | undefined => {
    const load = (reviewer: string) => [...inputs.values()].filter((input) => input.reviewer === reviewer).length;
    return [...world.reviewers].sort(
      (a, b) => load(a) - load(b) || world.reviewers.indexOf(a) - world.reviewers.indexOf(b),
    )[0];
  };

  const sendToReview = (input: Input): void => {
    input.isInReview = true;
    input.wasReviewed = false;
    const reviewer = input.reviewer ?? (task.approvals === 1 ? leastLoaded() : undefined);
    if (reviewer !== undefined) input.reviewer = reviewer;
  };

  /** Decides an input by the labels that still count: classification, so that alike means equal. */
  const decide = (input: Input, labels: Label[]): void => {
    const isSkipped =
      task.review === "NONE" || (task.review === "MANUAL" && !isSampled(world.taskId, numberOf(input), task.sample));
    if (isSkipped) {
      for (const label of labels) label.state = "success";
      return;
    }
    if (task.review === "MANUAL" || task.labelers === 0) {
      for (const label of labels) label.state = "awaiting_review";
      sendToReview(input);
      return;
    }
    const rejected = input.labels.filter(({ state }) => state === "rejected").length;
    const toCome = slots(input) - rejected - labels.length;
    const groups = new Map<string | null, number>();
    for (const { concept } of labels) groups.set(concept, (groups.get(concept) ?? 0) + 1);
    const reached = [...groups].filter(([, size]) => size >= task.labelers);
    // Anybody who is still to come may join a group, or make one of their own.
    const sizes = [...groups.values(), 0, 0].sort((a, b) => b - a);
    const [first = 0, second = 0] = sizes;
    const missing = (size: number): number => Math.max(0, task.labelers - size);
    const winner = reached[0];
    if (reached.length > 1 || missing(first) > toCome) {
      for (const label of labels) label.state = "awaiting_review";
      sendToReview(input);
    } else if (winner === undefined || missing(first) + missing(second) <= toCome) {
      for (const label of labels) label.state = "awaiting_consensus";
    } else {
      input.result = { concept: winner[0] };
      for (const label of labels) label.state = label.concept === winner[0] ? "success" : "rejected";
    }
  };

  const hasLeft = (input: Input, state: State): boolean => input.labels.some((label) => label.state === state);

  return {
    start: (who: string, given: readonly Assignment[]): void => {
      for (const { id, input } of given) {
        const { labels } = inputOf(input.id);
        if (!labels.some((label) => label.id === id)) labels.push({ id, worker: who, state: "pending", concept: null });
      }
    },
    submit: (assignment: Assignment, concept: string | null): void => {
      const input = inputOf(assignment.input.id);
      const label = labelOf(assignment);
      label.concept = concept;
      if (input.result !== undefined) {
        label.state = input.result.concept === concept ? "success" : "rejected";
      } else if (input.isInReview || input.wasReviewed) {
        label.state = "awaiting_review";
        sendToReview(input);
      } else {
        decide(input, [...input.labels.filter(({ state }) => state === "awaiting_consensus"), label]);
      }
    },
    review: (reviewer: string, assignment: Assignment, verdict: "approve" | "reject" | "request_changes"): void => {
      const input = inputOf(assignment.input.id);
      const label = labelOf(assignment);
      const awaiting = input.labels.filter(({ state }) => state === "awaiting_review");
      const vote = (worker: string, yes: boolean): void => {
        input.votes = input.votes.filter((each) => each.reviewer !== reviewer || each.worker !== worker);
        input.votes.push({ reviewer, worker, yes });
      };
      if (verdict === "request_changes") {
        label.state = "pending";
        input.votes = [];
        input.isInReview = false;
        delete input.reviewer;
        const rest = awaiting.filter((each) => each !== label);
        if (rest.length > 0) decide(input, rest);
        else input.wasReviewed = hasLeft(input, "rejected");
        return;
      }
      if (task.approvals === 1) input.reviewer = reviewer;
      if (verdict === "reject") {
        label.state = "rejected";
        vote(label.worker, false);
      } else {
        for (const each of awaiting) {
          const isSame = each.concept === label.concept;
          vote(each.worker, isSame);
          if (!isSame) each.state = "rejected";
        }
        const isApproved =
          task.approvals === 1 ||
          world.reviewers.every((other) =>
            input.votes.some((each) => each.reviewer === other && each.worker === label.worker && each.yes),
          );
        if (isApproved) {
          input.result = { concept: label.concept };
          for (const each of awaiting) if (each.concept === label.concept) each.state = "success";
        }
      }
      if (!hasLeft(input, "awaiting_review")) {
        input.isInReview = false;
        input.wasReviewed = true;
      }
    },
    statusOf: (assignment: Assignment): number => CODES[labelOf(assignment).state],
    submittedBy: (who: string): Assignment[] =>
      [...inputs.values()].flatMap((input) =>
        input.labels
          .filter((label) => label.worker === who && label.state !== "pending")
          .map(({ id, state }) => ({
            id,
            status: { code: CODES[state] },
            input: { id: input.name },
            worker: { user: { id: who } },
          })),
      ),
    /** The ids that await this reviewer; of more than ten, those that the service chose. */
    queueOf: (reviewer: string, queue: readonly Assignment[]): string[] => {
      const mine = [...inputs.values()].flatMap((input) =>
        input.labels
          .filter(
            (label) =>
              label.state === "awaiting_review" &&
              (task.approvals === 1
                ? input.reviewer === reviewer
                : !input.votes.some((vote) => vote.reviewer === reviewer && vote.worker === label.worker)),
          )
          .map(({ id }) => id),
      );
      return mine.length <= 10 ? mine : mine.filter((id) => queue.some((each) => each.id === id));
    },
    countsOf: (who: string) => {
      const states = [...inputs.values()]
        .flatMap(({ labels }) => labels.filter(({ worker }) => worker === who))
        .map(({ state }) => state);
      const count = (state: State): number => states.filter((each) => each === state).length;
      const known = {
        awaiting_review: count("awaiting_review"),
        success: count("success"),
        review_denied: count("rejected"),
        awaiting_consensus_review: count("awaiting_consensus"),
      };
      if (task.strategy === "PARTITIONED") return known;
      return {
        ...known,
        pending: task.strategy === "FULL" ? world.inputs - (states.length - count("pending")) : count("pending"),
      };
    },
    metrics: () => {
      // What was rejected is to be labeled again.
      const labeled = [...inputs.values()].filter(({ labels }) =>
        labels.some(({ state }) => state !== "pending" && state !== "rejected"),
      );
      const isDone = (input: Input): boolean => !input.isInReview && !hasLeft(input, "awaiting_consensus");
      const votedOn = (reviewer: string): number =>
        [...inputs.values()].filter(({ votes }) => votes.some((vote) => vote.reviewer === reviewer)).length;
      const percent = (count: number): number => Math.floor((count / world.inputs) * 100);
      const done = labeled.filter(isDone).length;
      return {
        input_source: { inputs_count_estimated: world.inputs },
        work: { inputs_count_estimated: labeled.length, inputs_percent_estimated: percent(labeled.length) },
        review: {
          inputs_count_estimated: done,
          inputs_percent_estimated: percent(done),
          ...(task.review !== "NONE" && { inputs_count_estimated_per_reviewer: world.reviewers.map(votedOn) }),
        },
      };
    },
  };
}
