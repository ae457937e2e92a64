import type { CardWorker, TaskCard } from "../../domain/cards/task-card.ts";
import { firstPass } from "../../domain/follow/fall-behind.ts";
import { forecast, type HourWork, labelsPerDay, ratePerWorkedHour, workByHour } from "../../domain/follow/pace.ts";
import type { TaskPace, WorkerPace } from "../../domain/follow/task-pace.ts";
import { type Answer, ratePerHour } from "../../domain/labeling/session.ts";
import type { Log } from "../../domain/log.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { LoadedCard, TaskCards } from "../cards/task-cards.ts";
import type { Lane } from "../labeling/ports.ts";
import type { Accounts } from "../people/accounts.ts";
import { createTimeZoneFinder } from "../people/time-zone-finder.ts";
import type { PeopleDirectory, TasksGateway } from "../ports.ts";
import type { FollowingStore, HourCount } from "./ports.ts";

/** A chart takes twenty points; two weeks are read at a glance. */
const DAYS_SHOWN = 14;
/** Enough to see the pace of; of how many workers our own record of answers is read. */
const ANSWERS_READ = 200;
const RATES_READ = 50;

export type TaskProgressOf = ReturnType<typeof createTaskProgress>;

/** A task's figures with how it is going on: from what the app has seen of it, and what the Tasks API measures. */
export function createTaskProgress(deps: {
  taskCards: TaskCards;
  store: Pick<FollowingStore, "listCounts" | "countSentBack">;
  recentAnswers: (lane: Lane, limit: number) => Promise<readonly Answer[]>;
  tasks: Pick<TasksGateway, "readAgreement">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  people: Pick<PeopleDirectory, "find">;
  now: () => Date;
  log: Log;
}) {
  const { taskCards, store, recentAnswers, tasks, accounts, now, log } = deps;
  const timeZoneOf = createTimeZoneFinder(deps);

  /** As `TaskCards.load`, for one person. Who each worker is, and how well they agree, is for those who lead the task. */
  async function load(
    team: string,
    taskId: string,
    options: { haste: "interactive"; named?: number; viewer: string },
  ): Promise<LoadedCard> {
    const loaded = await taskCards.load(team, taskId, options);
    if (loaded.kind !== "card") return loaded;
    return { kind: "card", card: { ...loaded.card, pace: await paceOf(team, loaded.card, options.viewer) } };
  }

  async function paceOf(team: string, card: TaskCard, viewer: string): Promise<TaskPace> {
    const { id } = card.task;
    const isLead = card.may?.includes("edit") === true;
    const [counts, timeZone] = await Promise.all([store.listCounts(team, id), timeZoneOf(viewer)]);
    const byAccount = groupByAccount(counts);
    const work = [...byAccount.values()].flat();
    const at = now().getTime();
    const finish = card.total && forecast(work, { left: card.total.left, at });
    return {
      at,
      timeZone,
      ...(finish && { finish }),
      days: labelsPerDay(work, { at, days: DAYS_SHOWN, timeZone }),
      workers: isLead ? await workerPaces(team, card, { byAccount, at }) : [],
      ...(isLead && (await agreementOf(team, id))),
    };
  }

  async function workerPaces(
    team: string,
    { task, workers }: TaskCard,
    { byAccount, at }: { byAccount: ReadonlyMap<string, readonly HourWork[]>; at: number },
  ): Promise<readonly WorkerPace[]> {
    const known = await accounts.identify(
      team,
      workers.map(({ accountId }) => accountId),
    );
    const personOf = ({ accountId }: CardWorker): string | undefined => known[accountId]?.person;
    const sentBack = await store.countSentBack(
      team,
      task.id,
      workers.flatMap((worker) => personOf(worker) ?? []),
    );
    return Promise.all(
      workers.map(async (worker, index): Promise<WorkerPace> => {
        const { accountId, name, figures } = worker;
        const person = personOf(worker);
        const work = byAccount.get(accountId) ?? [];
        const own =
          person === undefined || index >= RATES_READ ? undefined : await ownRate({ team, person, taskId: task.id });
        const perHour = own ?? ratePerWorkedHour(work);
        const finish = figures && forecast(work, { left: figures.left, at });
        const again = (person !== undefined && sentBack.get(person)) || 0;
        return {
          account: accountId,
          name,
          ...(perHour !== undefined && { perHour }),
          ...(figures && task.review.strategy !== "NONE" && { accepted: firstPass({ ...figures, sentBack: again }) }),
          ...(finish && { finish }),
        };
      }),
    );
  }

  /** From our own record, to the second; undefined for who labels elsewhere. */
  async function ownRate(lane: Lane): Promise<number | undefined> {
    return ratePerHour((await recentAnswers(lane, ANSWERS_READ)).map(({ saidAt }) => saidAt));
  }

  async function agreementOf(team: string, taskId: string): Promise<Pick<TaskPace, "agreement" | "agreementMissing">> {
    try {
      const agreement = await tasks.readAgreement(taskId, "interactive");
      if (!agreement) return {};
      const ids = [...new Set(agreement.pairs.flatMap((pair) => pair.accounts))];
      const known = await accounts.identify(team, ids);
      const pairs = agreement.pairs.map((pair) => ({
        ...pair,
        accounts: pair.accounts.map((id) => known[id]?.name ?? id),
      }));
      return { agreement: { ...agreement, pairs } };
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, task: taskId }, "progress goes out without agreement");
      return {
        agreementMissing: `How far labelers agree could not be asked. ${describeFault(err, accounts.otherSide)}`,
      };
    }
  }

  return { load, mostInView: taskCards.mostInView };
}

function groupByAccount(counts: readonly HourCount[]): ReadonlyMap<string, readonly HourWork[]> {
  const rows = new Map<string, HourCount[]>();
  for (const row of counts) rows.set(row.account, [...(rows.get(row.account) ?? []), row]);
  return new Map([...rows].map(([account, ofOne]) => [account, workByHour(ofOne)]));
}
