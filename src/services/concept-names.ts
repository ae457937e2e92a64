import type { Log } from "../domain/log.ts";
import { createAnswers } from "../domain/memory.ts";
import type { Haste, Named } from "../domain/task.ts";
import type { TasksGateway } from "./ports.ts";

/** The concepts of these ids, in their order; one that is not found, or cannot be asked for now, is called by its id. */
export type ConceptNames = (ids: readonly string[], haste: Haste) => Promise<readonly Named[]>;

const TTL_MS = 60_000;
const FAILURE_TTL_MS = 10_000;
/** A concept that was made since is asked for at once, and one that does not exist not at every turn. */
const ASKED_ANEW_AFTER_MS = 5_000;

/** Asks for the app's concepts once a minute at most: a task holds ids alone, and names change seldom. */
export function createConceptNames(deps: {
  tasks: Pick<TasksGateway, "listConcepts">;
  now: () => Date;
  log: Log;
}): ConceptNames {
  const { tasks, now, log } = deps;
  const answers = createAnswers<ReadonlyMap<string, string>>({
    keepMs: TTL_MS,
    keepFailureMs: FAILURE_TTL_MS,
    most: 1,
    now,
  });
  /** A background call that is under way: whoever waits in Slack does not wait for it. */
  let slow: Promise<unknown> | undefined;

  let askedAt = Number.NEGATIVE_INFINITY;

  async function load(haste: Haste): Promise<ReadonlyMap<string, string>> {
    askedAt = now().getTime();
    const concepts = await tasks.listConcepts(haste);
    return new Map(concepts.map(({ id, name }) => [id, name]));
  }

  function begin(haste: Haste): Promise<ReadonlyMap<string, string>> {
    const loading = load(haste);
    slow = haste === "background" ? loading : undefined;
    const end = (): void => {
      if (slow === loading) slow = undefined;
    };
    loading.then(end, end);
    return loading;
  }

  async function names(haste: Haste, isAnew = false): Promise<ReadonlyMap<string, string>> {
    const anew = isAnew || (slow !== undefined && haste === "interactive");
    try {
      return await answers.ask("", () => begin(haste), { anew });
    } catch (err) {
      log.warn({ err }, "concepts are called by their ids");
      return new Map();
    }
  }

  return async (ids, haste) => {
    if (ids.length === 0) return [];
    let known = await names(haste);
    const isOld = Math.abs(now().getTime() - askedAt) >= ASKED_ANEW_AFTER_MS;
    if (isOld && ids.some((id) => !known.has(id))) known = await names(haste, true);
    return ids.map((id) => ({ id, name: known.get(id) ?? id }));
  };
}
