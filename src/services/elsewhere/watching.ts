import { createGathering, type FoundOutcome, hearersOf } from "../../domain/elsewhere/found.ts";
import { compareKnown, isNothing, knownOf } from "../../domain/elsewhere/known-task.ts";
import { areTooManyMissing } from "../../domain/elsewhere/missing.ts";
import { type Sighting, sightingOf } from "../../domain/elsewhere/own-change.ts";
import { isJsonObject } from "../../domain/json.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { orderOf } from "../../domain/notifications/outcome-order.ts";
import type { Task } from "../../domain/task.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { type IndexWatch, type KeepAsking, RoundOver } from "../lists/task-index-filling.ts";
import type { SubmissionJournal, TasksGateway } from "../ports.ts";
import type { DescribeFound } from "./describe-found.ts";
import type { KnownTaskStore, MissingStore } from "./ports.ts";

/** After so many tasks in a row that the other side says nothing of, the rest waits for the next round. */
const MOST_FAILURES = 3;
/** Tasks that look different are asked for together, so that thousands are told as fast as Slack takes it. */
const ASKED_AT_ONCE = 32;
/** New tasks of one round that are followed: each is two calls of the Tasks API every few minutes. Others are once somebody labels in them. */
const MOST_FOLLOWED = 200;

/**
 * Finds what was done to tasks elsewhere: each round of the index is compared with what people were last told. Nothing is told on the
 * word of a round's listing: what looks different is asked for by its id, and what is missing by GetTask. What the app does itself is noted where it is told
 * (`OwnChange`), and a task of which something is still promised here is left for the next round.
 */
export function createWatching(deps: {
  known: KnownTaskStore;
  missing: MissingStore;
  journal: Pick<SubmissionJournal, "find">;
  tasks: Pick<TasksGateway, "getTask" | "listTasks">;
  describe: DescribeFound;
  /** Told of a task that was changed: whoever labels in it is to know at their next press. */
  onChanged: (task: Task) => Promise<void>;
  team: string;
  wake: () => void;
  now: () => Date;
  log: Log;
}): IndexWatch {
  const { known, missing, journal, tasks, describe, onChanged, team, wake, now, log } = deps;

  /** Ids of those that look different from what is known. In the first round what is not known is taken over. */
  async function compare(listed: readonly Task[], { isFirst }: { isFirst: boolean }): Promise<readonly string[]> {
    const marks = await known.marksOf(
      team,
      listed.map(({ id }) => id),
    );
    const different: string[] = [];
    const toAdopt: Sighting[] = [];
    for (const task of listed) {
      const mark = marks.get(task.id);
      if (mark && mark.status === task.status && mark.modifiedAt !== undefined && mark.modifiedAt === task.modifiedAt)
        continue;
      if (!mark && isFirst) toAdopt.push(sightingOf(task));
      else if (!mark || !(await isJustTouched(task))) different.push(task.id);
    }
    await known.adopt(team, toAdopt);
    return different;
  }

  /** The API gives it a new time, also where it says the same to everybody: that alone is noted. */
  async function isJustTouched(task: Task): Promise<boolean> {
    const before = await known.find(team, task.id);
    if (!before || !isNothing(compareKnown(before.known, knownOf(task)))) return false;
    await known.save(team, before, sightingOf(task));
    return true;
  }

  async function tell({ different, round, isFirst }: Parameters<IndexWatch["tell"]>[0], ask: KeepAsking) {
    const gather = createGathering();
    let followed = 0;
    const mayFollow = (): boolean => {
      followed += 1;
      return followed <= MOST_FOLLOWED;
    };
    let failures = 0;
    /** Whether all could be looked at. */
    async function each<T extends string | Task | readonly string[]>(
      all: readonly T[],
      look: (one: T) => Promise<void>,
    ): Promise<boolean> {
      let areAllLookedAt = true;
      for (const one of all) {
        try {
          await look(one);
          failures = 0;
        } catch (err) {
          if (err instanceof RoundOver) throw err;
          const level = err instanceof TasksApiError ? "warn" : "error";
          const task = typeof one === "object" && "id" in one ? one.id : one;
          log[level]({ err, task }, "what was changed elsewhere could not be looked at; the next round does");
          areAllLookedAt = false;
          failures += 1;
          if (failures >= MOST_FAILURES) throw err;
        }
      }
      return areAllLookedAt;
    }
    await each(inGroups([...new Set(different)]), async (ids) => {
      const before = await findBefore(ids);
      if (before.size === 0) return;
      const query = { ids: [...before.keys()], page: 1, perPage: ASKED_AT_ONCE, haste: "background" } as const;
      const { items } = await ask(() => tasks.listTasks(query));
      // What is gone since it was listed is not among them: the next round misses it.
      await each(items, (task) => lookAt(task, before.get(task.id), gather, mayFollow));
    });

    // The first round only takes over what there is.
    if (isFirst) return;
    const gone = await known.listMissing(team, round);
    const own = gone.filter(({ isDeletedHere }) => isDeletedHere).map(({ taskId }) => taskId);
    await lookForLost(gone.filter(({ isDeletedHere }) => !isDeletedHere).map(({ taskId }) => taskId));
    // Whoever deleted these here has read that people are told.
    await each(own, (taskId) => lookForMissing(taskId, gather, ask));

    /** What is gone, by whom nobody knows: where that is much, an admin is asked before. */
    async function lookForLost(lost: readonly string[]): Promise<void> {
      const total = (await known.count(team)) - own.length;
      const { isNoted, answer } = await missing.findMissing(team);
      if (answer === undefined && areTooManyMissing(lost.length, total)) {
        if (!isNoted) await tellAdmins(lost.length, total);
        return;
      }
      const gatherLost = answer === "keep-quiet" ? undefined : gather;
      const isOver = await each(lost, (taskId) => lookForMissing(taskId, gatherLost, ask));
      // An answer holds for all of them, also for those that can be looked at only later.
      if (isNoted && isOver) await missing.settleMissing(team);
    }
  }

  /** As what these are known before they are asked for; without those of which something is still promised here. */
  async function findBefore(ids: readonly string[]): Promise<ReadonlyMap<string, Before>> {
    const found = new Map<string, Before>();
    for (const taskId of ids)
      if (!(await known.isUnderWay(team, taskId))) found.set(taskId, await known.find(team, taskId));
    return found;
  }

  /** Tells of a task what is different. */
  async function lookAt(task: Task, before: Before, gather: Gather, mayFollow: () => boolean): Promise<void> {
    const { id: taskId } = task;
    const sighting = sightingOf(task);
    const origin = before ? "known" : await originOf(task);
    if (origin === "under-way") return;
    const difference = before && compareKnown(before.known, sighting.known);
    if (origin === "ours" || origin === "old" || (difference && isNothing(difference))) {
      await known.save(team, { ...before }, sighting);
      return;
    }
    const described = difference
      ? await describe.changed(task, difference, before?.untold)
      : await describe.created(task);
    const events = eventsOf(`${taskId}:${(before?.version ?? 0) + 1}`, described, gather);
    const cards = newEvent("cards.refresh", { team, taskId });
    // Of a task that is new, those who hear of it hear also when it waits for them, or falls behind.
    const isFollowed = !before && described.outcomes.some((outcome) => hearersOf(outcome).length > 0) && mayFollow();
    const toWrite = { events: [...events, cards], doings: described.doings, isFollowed };
    if (!(await known.save(team, { ...before }, sighting, toWrite))) return;
    wake();
    await onChanged(task);
  }

  /** Whether a task that is not known was made by a submission of this app, or was there before and had slipped past the first round. */
  async function originOf(task: Task): Promise<"ours" | "under-way" | "old" | "elsewhere"> {
    const origin = await makerOf(task);
    if (origin !== "elsewhere") return origin;
    const since = await known.watchedSince(team);
    return since !== undefined && Date.parse(task.createdAt ?? "") < since ? "old" : "elsewhere";
  }

  async function makerOf(task: Task): Promise<"ours" | "under-way" | "elsewhere"> {
    const ours = task.metadata["labeldesk"];
    const id = isJsonObject(ours) ? ours["submission"] : undefined;
    if (typeof id !== "string" || creatorOf(task, team) === undefined) return "elsewhere";
    const submission = await journal.find(id);
    if (!submission || submission.team !== team) return "elsewhere";
    if (submission.status === "pending" || submission.status === "doubtful") return "under-way";
    // A second task that a late request has made: it is deleted soon. With one attempt it is a copy that somebody has made.
    return submission.status === "done" && submission.attempts > 1 ? "ours" : "elsewhere";
  }

  /** Without `gather` nobody is told. */
  async function lookForMissing(taskId: string, gather: Gather | undefined, ask: KeepAsking): Promise<void> {
    if (await known.isUnderWay(team, taskId)) return;
    const before = await known.find(team, taskId);
    if (!before) return;
    const task = await ask(() => findOrGone(() => tasks.getTask(taskId, "background")));
    // It had slipped to another page of the listing.
    if (task) return;
    const described = await describe.deleted(taskId, before.known, before.untold);
    const events = gather ? eventsOf(`${taskId}:gone`, described, gather) : [];
    const cards = newEvent("cards.refresh", { team, taskId, gone: { name: described.name } });
    const toWrite = { events: [...events, cards], doings: described.doings };
    if (await known.remove(team, { taskId, version: before.version }, toWrite)) wake();
  }

  function eventsOf(
    change: string,
    { outcomes, by }: { readonly outcomes: readonly FoundOutcome[]; readonly by?: string },
    gather: Gather,
  ): NewEvent[] {
    const time = now().getTime();
    const at = Math.floor(time / 1000);
    return outcomes.map((outcome) => {
      const head = { team, change: `${change}:${time}:${outcome.outcome}`, at, gathered: gather(hearersOf(outcome)) };
      const payload = { ...head, ...(by !== undefined && { by }), ...outcome };
      return newEvent("elsewhere.found", payload, orderOf(team, outcome));
    });
  }

  async function tellAdmins(count: number, total: number): Promise<void> {
    log.error({ missing: count, known: total }, "many tasks are missing: nobody is told before an admin has looked");
    if (await missing.noteMissing(team, [newEvent("tasks.missing", { team, count, total })])) wake();
  }

  return { compare, tell };
}

type Gather = ReturnType<typeof createGathering>;
type Before = Awaited<ReturnType<KnownTaskStore["find"]>>;

const inGroups = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / ASKED_AT_ONCE) }, (_, nth) =>
    ids.slice(nth * ASKED_AT_ONCE, (nth + 1) * ASKED_AT_ONCE),
  );
