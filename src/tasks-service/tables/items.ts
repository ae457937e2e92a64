import { sql } from "kysely";
import type { Phase } from "../rules/decision/review-progress.ts";
import type { ItemRow, VoteRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** An input of a task, as far as review goes. Without a phase it has no label yet. */
export type Item = {
  readonly input: number;
  readonly phase?: Phase;
  readonly reviewer?: number;
  readonly kept?: number;
  /** The round of the task's rules that it was decided by. */
  readonly round?: number;
  readonly votes: readonly Pick<VoteRow, "reviewer" | "worker" | "is_approval">[];
};

/** Items of the inputs, each of them: those without a row have no phase. */
export async function readItems(db: Reader, task: number, inputs: readonly number[]): Promise<Map<number, Item>> {
  const items = new Map<number, Item>(inputs.map((input) => [input, { input, votes: [] }]));
  for (const chunk of chunksOf([...items.keys()])) {
    const rows = await db
      .selectFrom("items")
      .selectAll()
      .where("task", "=", task)
      .where("input", "in", chunk)
      .execute();
    for (const row of rows) items.set(row.input, toItem(row, []));
    const votes = await db
      .selectFrom("votes")
      .select(["input", "reviewer", "worker", "is_approval"])
      .where("task", "=", task)
      .where("input", "in", chunk)
      .execute();
    const byInput = new Map<number, Pick<VoteRow, "reviewer" | "worker" | "is_approval">[]>();
    for (const { input, ...vote } of votes) {
      const list = byInput.get(input) ?? [];
      list.push(vote);
      byInput.set(input, list);
    }
    for (const [input, votes] of byInput) {
      const item = items.get(input);
      if (item !== undefined) items.set(input, { ...item, votes });
    }
  }
  return items;
}

const toItem = ({ input, phase, reviewer, kept, round }: ItemRow, votes: Item["votes"]): Item => ({
  input,
  phase,
  round,
  ...(reviewer !== null && { reviewer }),
  ...(kept !== null && { kept }),
  votes,
});

/** Writes what has changed of an item, and the task's counts with it. */
export async function writeItem(
  trx: Writer,
  task: number,
  before: Item,
  after: Item,
  reviewers: readonly number[],
): Promise<void> {
  await writeRow(trx, task, after);
  await writeVotes(trx, task, before, after);
  if (before.phase !== after.phase) {
    if (before.phase !== undefined) await addToPhase(trx, task, before.phase, -1);
    if (after.phase !== undefined) await addToPhase(trx, task, after.phase, 1);
  }
  const concerned = new Set([...reviewers, ...reviewersOf(before), ...reviewersOf(after)]);
  for (const reviewer of concerned) {
    const [was, is] = [countsFor(before, reviewer), countsFor(after, reviewer)];
    const change = {
      assigned: is.assigned - was.assigned,
      reviewed: is.reviewed - was.reviewed,
      missed: is.missed - was.missed,
    };
    if (change.assigned !== 0 || change.reviewed !== 0 || change.missed !== 0)
      await addToReviewer(trx, task, reviewer, change);
  }
}

/** Forgets the review of inputs that leave a task. */
export async function deleteItems(trx: Writer, task: number, inputs: readonly number[]): Promise<void> {
  for (const [input, item] of await readItems(trx, task, inputs)) {
    if (item.phase !== undefined) await writeItem(trx, task, item, { input, votes: [] }, []);
  }
}

async function writeRow(trx: Writer, task: number, { input, phase, reviewer, kept, round }: Item): Promise<void> {
  if (phase === undefined) {
    await trx.deleteFrom("items").where("task", "=", task).where("input", "=", input).execute();
    return;
  }
  const state = { phase, reviewer: reviewer ?? null, kept: kept ?? null, round: round ?? 0 };
  await trx
    .insertInto("items")
    .values({ task, input, ...state })
    .onConflict((conflict) => conflict.columns(["task", "input"]).doUpdateSet(state))
    .execute();
}

async function writeVotes(trx: Writer, task: number, before: Item, after: Item): Promise<void> {
  if (before.votes === after.votes) return;
  await trx.deleteFrom("votes").where("task", "=", task).where("input", "=", after.input).execute();
  const rows = after.votes.map((vote) => ({ task, input: after.input, ...vote }));
  if (rows.length > 0) await trx.insertInto("votes").values(rows).execute();
}

const reviewersOf = ({ reviewer, votes }: Item): number[] => [
  ...(reviewer === undefined ? [] : [reviewer]),
  ...votes.map((vote) => vote.reviewer),
];

function countsFor(
  { phase, reviewer, votes }: Item,
  person: number,
): { assigned: number; reviewed: number; missed: number } {
  const hasVoted = votes.some((vote) => vote.reviewer === person);
  return {
    assigned: reviewer === person ? 1 : 0,
    reviewed: hasVoted ? 1 : 0,
    missed: phase === "waiting" && !hasVoted ? 1 : 0,
  };
}

async function addToPhase(trx: Writer, task: number, phase: Phase, by: number): Promise<void> {
  await trx
    .insertInto("phase_counts")
    .values({ task, phase, total: by })
    .onConflict((conflict) =>
      conflict.columns(["task", "phase"]).doUpdateSet({ total: sql<number>`phase_counts.total + excluded.total` }),
    )
    .execute();
}

async function addToReviewer(
  trx: Writer,
  task: number,
  reviewer: number,
  change: { assigned: number; reviewed: number; missed: number },
): Promise<void> {
  await trx
    .insertInto("review_counts")
    .values({ task, reviewer, ...change })
    .onConflict((conflict) =>
      conflict.columns(["task", "reviewer"]).doUpdateSet({
        assigned: sql<number>`review_counts.assigned + excluded.assigned`,
        reviewed: sql<number>`review_counts.reviewed + excluded.reviewed`,
        missed: sql<number>`review_counts.missed + excluded.missed`,
      }),
    )
    .execute();
}

/** How many inputs of these tasks wait for the lead, by task; tasks where none does are absent. */
export async function readWaiting(db: Reader, tasks: readonly number[]): Promise<Map<number, number>> {
  const waiting = new Map<number, number>();
  for (const chunk of chunksOf(tasks)) {
    const rows = await db
      .selectFrom("phase_counts")
      .select(["task", "total"])
      .where("phase", "=", "waiting")
      .where("total", ">", 0)
      .where("task", "in", chunk)
      .execute();
    for (const { task, total } of rows) waiting.set(task, total);
  }
  return waiting;
}

/** Inputs of a task by phase. */
export async function readPhaseCounts(db: Reader, task: number): Promise<Readonly<Record<Phase, number>>> {
  const counts = { undecided: 0, skipped: 0, review: 0, approved: 0, rejected: 0, waiting: 0 };
  const rows = await db.selectFrom("phase_counts").selectAll().where("task", "=", task).execute();
  for (const { phase, total } of rows) counts[phase] = total;
  return counts;
}
