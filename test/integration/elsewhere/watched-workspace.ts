import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { QUICK_PAUSES } from "../../support/quick-times.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { peopleOf } from "../app/task-form.ts";
import type { Start } from "../app/workspaces.ts";

/** Rounds follow each other so fast that a test sees several. */
const INDEX = { round: 150, look: 40, pause: 2, retry: 60 };
export const NOTIFICATIONS = { ...QUICK_PAUSES.notifications, gather: 1_000 };

/** A workspace that is watched already, and what waits until whatever was done before has been looked at. */
export async function watch(start: Start, options: TestWorkspaceOptions = {}) {
  const log = createRecordingLog();
  const workspace = await start({
    ...options,
    overrides: { log, times: { index: INDEX, notifications: NOTIFICATIONS, ...options.overrides?.times } },
  });
  const rounds = (): number => log.lines.filter(({ message }) => message === "a round over all tasks has ended").length;
  /** The one that is under way may have begun before. */
  const afterRounds = async (): Promise<void> => {
    const before = rounds();
    await eventually(async () => rounds() >= before + 2);
  };
  await afterRounds();
  return { workspace, log, afterRounds, ...peopleOf(workspace) };
}

/** On the Clarifai side accounts are called by the people's handles. */
export const worker = (...handles: string[]) => ({
  strategy: "FULL",
  workers: handles.map((id) => ({ user: { id } })),
});
export const weighted = (weights: Readonly<Record<string, number>>) => ({
  ...worker(...Object.keys(weights)),
  strategy: "PARTITIONED",
  partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights },
});
export const CONCEPTS = { concept_ids: ["3"] };

export const untilTold = (person: SlackPerson, words: string): Promise<unknown> => person.untilMessage(words, 20_000);
