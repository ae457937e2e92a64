import type { Agreement } from "../../domain/follow/agreement.ts";
import { firstPass } from "../../domain/follow/fall-behind.ts";
import { type Ask, type Idle, labeledBy, type SeenTask } from "../../domain/follow/task-watch.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { canBeHandedOver } from "../../domain/shares.ts";
import type { Task } from "../../domain/task.ts";
import type { Identity } from "../people/accounts.ts";

/** Named in a message at most. */
const MOST_NAMED = 20;

type Known = {
  readonly team: string;
  readonly task: Task;
  readonly seen: SeenTask;
  /** Who the accounts are. */
  readonly known: Readonly<Record<string, Identity>>;
  readonly at: number;
  readonly agreement?: Agreement;
};

/** The accounts of those to whom it is to be told. */
export function accountsTold(asks: readonly Ask[], { team, task }: Pick<Known, "team" | "task">): readonly string[] {
  const { ownerId } = task;
  const lead = creatorOf(task, team) === undefined && ownerId !== undefined ? [ownerId] : [];
  return asks.flatMap((ask) => {
    if (ask.kind === "stalled") return [ask.account];
    return ask.kind === "review-ready" || ask.kind === "review-over" ? reviewersOf(task) : lead;
  });
}

/** From what is to be told of a task to one event for each person in Slack whom it concerns. Nobody is told about themselves as the lead. */
export function askEvents(asks: readonly Ask[], context: Known): readonly NewEvent[] {
  return asks.flatMap((ask) => eventsOf(ask, context));
}

function eventsOf(ask: Ask, context: Known): readonly NewEvent[] {
  const { team, task, known } = context;
  const lead = leadOf(context);
  const about = { team, task: { id: task.id, name: task.name } };
  switch (ask.kind) {
    case "review-ready":
    case "review-over": {
      const persons = new Set(reviewersOf(task).flatMap((account) => known[account]?.person ?? []));
      const { waiting, isNew } = ask.kind === "review-over" ? { waiting: 0, isNew: false } : ask;
      return [...persons].map((person) => newEvent("review.ready", { ...about, person, waiting, isNew }));
    }
    case "stalled": {
      const { kind: _kind, ...idle } = ask;
      const person = known[ask.account]?.person;
      return person === undefined ? [] : [newEvent("work.stalled", { ...about, person, ...idle })];
    }
    case "still-stalled": {
      const workers = ask.workers
        .filter(({ account }) => lead === undefined || known[account]?.person !== lead)
        .map((idle: Idle) => ({ ...idle, name: nameOf(context, idle.account) }));
      if (lead === undefined || workers.length === 0) return [];
      const total = workers.length;
      const named = { workers: workers.slice(0, MOST_NAMED), total, canBeHandedOver: canBeHandedOver(task.work) };
      return [newEvent("work.still-stalled", { ...about, person: lead, ...named })];
    }
    case "fallen-behind": {
      const { account, by, accepted, interval, others } = ask;
      if (lead === undefined || known[account]?.person === lead) return [];
      const name = nameOf(context, account);
      return [newEvent("labeler.behind", { ...about, person: lead, name, by, accepted, interval, others })];
    }
    case "finished":
      return lead === undefined
        ? []
        : [newEvent("task.finished", { ...about, person: lead, ...summaryOf(ask, context) })];
  }
}

function summaryOf({ begunAt }: Extract<Ask, { kind: "finished" }>, context: Known) {
  const { seen, at, agreement } = context;
  const workers = seen.workers
    .filter((worker) => labeledBy(worker) > 0)
    .map((worker) => ({
      name: nameOf(context, worker.account),
      labeled: labeledBy(worker),
      ...(seen.isReviewed && { accepted: firstPass(worker) }),
    }))
    .sort((a, b) => b.labeled - a.labeled);
  const { alpha, interval } = agreement ?? {};
  return {
    workers: workers.slice(0, MOST_NAMED),
    total: workers.length,
    tookMs: at - begunAt,
    ...(alpha !== undefined && { agreement: { alpha, ...(interval && { interval }) } }),
  };
}

const reviewersOf = ({ review }: Task): readonly string[] => (review.strategy === "NONE" ? [] : review.reviewers);

/** Who created it here; of a task made elsewhere, who owns it there. */
function leadOf({ task, team, known }: Known): string | undefined {
  return creatorOf(task, team) ?? (task.ownerId === undefined ? undefined : known[task.ownerId]?.person);
}

const nameOf = ({ known }: Known, account: string): string => known[account]?.name ?? account;
