import type { Engine } from "../../src/store/engine/open.ts";
import { peopleOf } from "../integration/app/task-form.ts";
import { untilRight } from "./kill-points.ts";
import { create } from "./operations/create.ts";
import { type Count, exactly } from "./operations/operation.ts";
import { OUTAGES_OF_CLOCK } from "./outages/of-clock.ts";
import { OUTAGES_OF_DATABASE } from "./outages/of-database.ts";
import { OUTAGES_OF_SLACK } from "./outages/of-slack.ts";
import { OUTAGES_OF_TASKS_API } from "./outages/of-tasks-api.ts";
import { openSmallDisk } from "./outages/open-small-disk.ts";
import type { Outage } from "./outages/outage.ts";
import { openStage, type Stage, type StageOptions } from "./stage.ts";

const OUTAGES: readonly Outage[] = [
  ...OUTAGES_OF_TASKS_API,
  ...OUTAGES_OF_SLACK,
  ...OUTAGES_OF_DATABASE,
  ...OUTAGES_OF_CLOCK,
];
/** Far above the ten seconds within which the lead is told. */
const READ_WITHIN_MS = 20_000;
const PRESSES = 5;

/** A disk that can be filled is the one thing that not every machine gives. */
const NEEDS_DISK = "disk full";

/** Lets a lead create a task during each outage that `isWanted`; gives the names of those for which this machine has not what it takes. */
export async function runOutages(
  options: Omit<StageOptions, "heir" | "dataDir">,
  isWanted: (name: string) => boolean,
  tell: (name: string, counts: readonly Count[]) => void,
): Promise<readonly string[]> {
  const disk = options.engine === "sqlite" ? await openSmallDisk() : undefined;
  try {
    const stage = await openStage({ ...options, heir: "restart", ...(disk && { dataDir: disk.folder }) });
    try {
      const wanted = OUTAGES.filter(({ name, only }) => isOf(options.engine, only) && isWanted(name));
      const missing = wanted.filter(({ name }) => name === NEEDS_DISK && disk === undefined);
      for (const [index, outage] of wanted.filter((one) => !missing.includes(one)).entries())
        tell(outage.name, await createDuring(stage, outage, `outage ${index + 1}k`));
      return missing.map(({ name }) => name);
    } finally {
      await stage.close();
    }
  } finally {
    await disk?.close();
  }
}

const isOf = (engine: Engine, only: Outage["only"]): boolean => only === undefined || only === engine;

async function createDuring(stage: Stage, outage: Outage, subject: string): Promise<readonly Count[]> {
  const { lena } = peopleOf(stage.workspace);
  const prepared = await create.prepare(stage.workspace, subject);
  await stage.untilQuiet();
  const end = await outage.begin(stage);
  let isTaken = await prepared.press();
  const wasRefused = isTaken ? 0 : 1;
  await outage.afterPress?.(stage);
  const read =
    outage.reads === undefined || !isTaken ? 1 : await happens(lena.untilWords(outage.reads, READ_WITHIN_MS));
  await end();
  // What the app has not acknowledged, Slack has refused before the lead's eyes: they press again.
  for (let presses = 1; !isTaken && presses < PRESSES; presses += 1) isTaken = await prepared.press();
  if (outage.reads !== undefined && isTaken && lena.words().includes("was not created")) await lena.press("Try again");
  await untilRight(stage, prepared);
  const atRest = await happens(stage.untilQuiet());
  const counts = await prepared.count();
  await prepared.leave();
  return [
    ...(outage.isRefusing ? [exactly("presses refused", 1, wasRefused)] : []),
    exactly("lead reads what is wrong", 1, read),
    exactly("comes to rest", 1, atRest),
    ...counts,
  ];
}

const happens = (what: Promise<unknown>): Promise<number> =>
  what.then(
    () => 1,
    () => 0,
  );
