import type { TaskCard } from "../../domain/cards/task-card.ts";
import { progressOf, sumFigures } from "../../domain/cards/task-progress.ts";
import { conceptsPerInput } from "../../domain/concepts-per-input.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { machineWorkersIn } from "../../domain/machine-workers.ts";
import { messageLinkOf } from "../../domain/message-source.ts";
import { type OwnPart, ownPartOf } from "../../domain/own-part.ts";
import type { FindName } from "../../domain/people/person.ts";
import type { Haste, Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { userGroupsOf } from "../../domain/user-groups.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Lane } from "../labeling/ports.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { SourceNames } from "../source-names.ts";
import type { GuestTasks } from "./guest-tasks.ts";

/** A task as a card, or why there is none: a sentence that says what to do next. */
export type LoadedCard =
  | { readonly kind: "card"; readonly card: TaskCard }
  /** The task does not exist, or does not any more. */
  | { readonly kind: "gone" }
  /** `fault`: what the other side did not do; absent where the task is not theirs to see. */
  | { readonly kind: "unavailable"; readonly reason: string; readonly fault?: TasksApiError };

const NOT_THEIRS = "This task is not assigned to you, and guests see only what is.";

type ReadCounts = { readonly counts: readonly WorkerCounts[] } | { readonly missing: string };

export type TaskCards = ReturnType<typeof createTaskCards>;

/** Named on a card at most; the view of everybody names all. */
const PEOPLE_ON_CARD = 25;
/** A view takes 100 blocks and 250 kB; more workers than these no plan of people has. */
const PEOPLE_IN_VIEW = 1000;

/** Gathers what a card shows: the task and the counts per worker at once, then what its ids are called. */
export function createTaskCards(deps: {
  tasks: Pick<TasksGateway, "getTask" | "countWork">;
  accounts: Pick<Accounts, "identify" | "resolve" | "otherSide">;
  findName: FindName;
  nameConcepts: ConceptNames;
  nameSource: SourceNames;
  rights: Pick<Rights, "actionsOn" | "isGuest">;
  guestTasks: Pick<GuestTasks, "isTheirs">;
  /** Whether somebody has opened the task to label it. */
  hasBegun: (lane: Lane) => Promise<boolean>;
  /** Whether this workspace keeps labelers' names from reviewers. */
  hidesLabelers: (team: string) => Promise<boolean>;
  log: Log;
}) {
  const { tasks, accounts, findName, nameConcepts, nameSource, rights, guestTasks, hasBegun, hidesLabelers, log } =
    deps;

  /** `named` is how many workers get their names looked up; `viewer` is whoever alone sees the card, with what they may do. */
  async function load(
    team: string,
    taskId: string,
    options: { haste: Haste; named?: number; viewer?: string } = { haste: "interactive" },
  ): Promise<LoadedCard> {
    const { haste, named = PEOPLE_ON_CARD, viewer } = options;
    const [task, counts] = await Promise.allSettled([tasks.getTask(taskId, haste), tasks.countWork(taskId, haste)]);
    if (task.status === "rejected") return explain(task.reason);
    // After the task was fetched: the index says then whose it is now.
    if (viewer !== undefined && (await rights.isGuest(viewer)) && !(await guestTasks.isTheirs(team, viewer, taskId)))
      return { kind: "unavailable", reason: NOT_THEIRS };
    const read = readCounts(counts);
    const [card, may, own] = await Promise.all([
      describe(team, task.value, read, { haste, named }),
      viewer === undefined ? [] : rights.actionsOn(team, viewer, task.value),
      viewer === undefined ? {} : findOwn({ team, person: viewer, taskId }, task.value, read),
    ]);
    return { kind: "card", card: { ...card, may, own } };
  }

  /** What of the task is this person's; nothing while nobody says who they are there. */
  async function findOwn(lane: Lane, task: Task, read: ReadCounts): Promise<OwnPart> {
    try {
      const [accountOf, begun] = await Promise.all([
        accounts.resolve(lane.team, [lane.person], "interactive"),
        hasBegun(lane),
      ]);
      return ownPartOf(task, accountOf[lane.person] ?? undefined, { ...read, hasBegun: begun });
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, ...lane }, "a card goes out without what is theirs on it");
      return {};
    }
  }

  function explain(error: unknown): LoadedCard {
    if (!(error instanceof TasksApiError)) throw error;
    if (error.isGone) return { kind: "gone" };
    return { kind: "unavailable", reason: describeFault(error, accounts.otherSide), fault: error };
  }

  function readCounts(counts: PromiseSettledResult<readonly WorkerCounts[]>): ReadCounts {
    if (counts.status === "fulfilled") return { counts: counts.value };
    if (!(counts.reason instanceof TasksApiError)) throw counts.reason;
    log.warn({ err: counts.reason }, "a card goes out without the figures per worker");
    return {
      missing: `How far each worker is could not be asked. ${describeFault(counts.reason, accounts.otherSide)}`,
    };
  }

  async function describe(
    team: string,
    task: Task,
    read: ReadCounts,
    { haste, named }: { haste: Haste; named: number },
  ): Promise<TaskCard> {
    const { raw, metadata, ...shown } = task;
    const { workers, ...figures } = progressOf(task, "counts" in read ? read.counts : undefined);
    const reviewers = task.review.strategy === "NONE" ? [] : task.review.reviewers;
    const first = workers.slice(0, named);
    const firstReviewers = reviewers.slice(0, named);
    const creator = creatorOf(task, team);
    const asked = [...first.map(({ accountId }) => accountId), ...firstReviewers];
    if (creator === undefined && task.ownerId !== undefined) asked.push(task.ownerId);
    const [known, concepts, sourceName, creatorName, isBlind] = await Promise.all([
      accounts.identify(team, [...new Set(asked)]),
      nameConcepts(task.concepts, haste),
      nameSource(task.inputSource, haste),
      creator === undefined ? undefined : findName(creator),
      hidesLabelers(team),
    ]);
    const nameOf = (id: string): string => known[id]?.name ?? id;
    const messageLink = messageLinkOf(metadata);
    const userGroups = userGroupsOf(metadata);
    const by = creatorName ?? (task.ownerId === undefined ? undefined : nameOf(task.ownerId));
    return {
      ...figures,
      task: shown,
      concepts: concepts.map(({ name }) => name),
      ...(task.type === "CONCEPTS_CLASSIFICATION" && { conceptsPerInput: conceptsPerInput(metadata) }),
      ...(sourceName !== undefined && { sourceName }),
      ...(userGroups.workers.length + userGroups.reviewers.length > 0 && { userGroups }),
      workers: first.map((worker) => ({ ...worker, name: nameOf(worker.accountId) })),
      workersTotal: workers.length,
      ...("counts" in read ? { total: sumFigures(workers.map((each) => each.figures)) } : { missing: read.missing }),
      machines: machineWorkersIn(raw),
      reviewers: firstReviewers.map(nameOf),
      reviewersTotal: reviewers.length,
      ...(isBlind && { hidesLabelers: true }),
      ...(by !== undefined && { creator: by }),
      ...(messageLink !== undefined && { messageLink }),
    };
  }

  return { load, mostInView: PEOPLE_IN_VIEW };
}
