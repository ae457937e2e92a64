import { expect, test } from "@jest/globals";
import type { Seat } from "../../../src/app/open-base.ts";
import type { Workspace } from "../../../src/app/open-workspace.ts";
import { createWorkspaces } from "../../../src/app/workspaces.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const REFUSED = { word: "token_revoked", since: new Date(0), isOfAll: true };
const NO_SCOPE = { word: "missing_scope", since: new Date(0), isOfAll: false };

/** Workspaces in which Slack refuses what is said. */
async function openAll(holdsOf: Readonly<Record<string, readonly (typeof REFUSED)[]>>) {
  const seats = Object.keys(holdsOf).map((team) => ({ bot: { team }, installation: team, revision: team }));
  const workspaces = createWorkspaces({
    seats: {
      areFixed: false,
      list: async () => seats as unknown as readonly Seat[],
      has: async () => true,
      find: async () => undefined,
    },
    open: async ({ bot }) => {
      const workspace = { bot, holds: () => holdsOf[bot.team] ?? [], stop: async () => {} };
      return workspace as unknown as Workspace;
    },
    forget: async () => true,
    log: createRecordingLog(),
  });
  await workspaces.start();
  const holds = workspaces.holds();
  await workspaces.stop(performance.now());
  return holds;
}

test("one workspace of several that takes no messages does not make the app unfit for the others", async () => {
  const holds = await openAll({ T1: [REFUSED], T2: [], T3: [NO_SCOPE] });

  expect(holds.map(({ word, isOfAll }) => [word, isOfAll])).toEqual([
    ["token_revoked", false],
    ["missing_scope", false],
  ]);
});

test("where every workspace refuses the app, nothing can be done", async () => {
  const [one] = await openAll({ T1: [REFUSED] });
  const both = await openAll({ T1: [REFUSED], T2: [NO_SCOPE, REFUSED] });

  expect(one?.isOfAll).toBe(true);
  expect(both.map(({ isOfAll }) => isOfAll)).toEqual([true, false, true]);
});

test("what is kept of a workspace that is installed nowhere any more is deleted again until that is done", async () => {
  const seat = { bot: { team: "T1" }, installation: "T1", revision: "T1" } as Seat;
  const seats: Seat[] = [seat];
  const forgotten: string[] = [];
  const workspaces = createWorkspaces({
    seats: {
      areFixed: false,
      list: async () => [...seats],
      has: async () => seats.length > 0,
      find: async () => undefined,
    },
    open: async ({ bot }) => ({ bot, stop: async () => {} }) as Workspace,
    async forget(team, installation) {
      forgotten.push(`${team}, ${installation ?? "no installation"}`);
      if (forgotten.length === 1) throw new Error(`nothing of ${team} can be deleted now`);
      return true;
    },
    log: createRecordingLog(),
  });
  await workspaces.start();
  seats.pop();

  for (let round = 0; round < 3; round += 1) await workspaces.lookAgain();
  await workspaces.stop(performance.now());

  expect(forgotten).toEqual(["T1, no installation", "T1, no installation"]);
});
