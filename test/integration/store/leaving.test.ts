import { expect, test } from "@jest/globals";
import { createInstallations } from "../../../src/services/workspaces/installations.ts";
import { createLeaving, type Standing } from "../../../src/services/workspaces/leaving.ts";
import { createSealer } from "../../../src/store/seal.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const START = new Date("2026-03-02T09:00:00Z");
const TEAM = { team: "T1", name: "Red" };
const later = (ms: number): Date => new Date(START.getTime() + ms);

describeOnBothEngines("the end of an installation that Slack tells of", (newTarget) => {
  const { open } = storesOf(newTarget);

  /** An installed workspace in which something is kept, a clock, and what Slack says of tokens. */
  async function begin({ sealedBy = 1 } = {}) {
    const store = await open();
    const log = createRecordingLog();
    const clock = { now: START };
    const tools = { now: () => clock.now, newId: createTestIds("revision"), log };
    const installationsOf = (key: number) =>
      createInstallations({ ...tools, store: store.installations, sealer: createSealer([Buffer.alloc(32, key)]) });
    await installationsOf(sealedBy).keep({ ...TEAM, token: "xoxb-first" });
    const installations = installationsOf(1);
    await store.links.save({ team: "T1", person: "UANA", account: "ana", linkedBy: "UANA" });
    const slack = { takes: new Set(["xoxb-first"]), answers: true, asked: 0 };
    function standingOf(token: string | undefined): Standing {
      if (token === undefined) return "gone";
      if (!slack.answers) return "unclear";
      return slack.takes.has(token) ? "installed" : "gone";
    }
    const between = { asking: async () => {}, forgetting: async () => {} };
    const leaving = createLeaving({
      ...tools,
      notes: { ...installations.leaving, installedAt: installations.installedAt },
      isInstalled: async (team) => (await installations.installedAt(team)) !== undefined,
      async ask(asked) {
        slack.asked += 1;
        const covered = await installations.covered(asked);
        const token = (await installations.tokenOf(asked))?.token;
        await between.asking();
        return {
          standing: standingOf(token),
          async leave() {
            for (const { team, revision } of covered) {
              await between.forgetting();
              await store.forgetTeam(team, revision);
            }
          },
        };
      },
    });
    const isKept = async () => (await store.links.find("T1", "UANA")) !== undefined;
    const installAgain = async (): Promise<void> => {
      slack.takes = new Set(["xoxb-second"]);
      await installations.keep({ ...TEAM, token: "xoxb-second" });
    };
    return { store, clock, slack, between, leaving, installations, isKept, installAgain };
  }

  test("deletes what was kept when Slack takes the token no more", async () => {
    const { slack, leaving, installations, isKept } = await begin();
    slack.takes.clear();

    await leaving.told("T1", later(1));

    expect(await isKept()).toBe(false);
    expect(await installations.find("T1")).toBeUndefined();
    expect(await installations.leaving.list()).toEqual([]);
  });

  test("of before it was installed again changes nothing, however soon after that it comes", async () => {
    const { clock, leaving, installations, installAgain, isKept } = await begin();
    clock.now = later(10_000);
    await installAgain();

    // Of a second before, of the same moment, and of a clock that is fast.
    for (const at of [9_000, 10_000, 40_000]) await leaving.told("T1", later(at));
    clock.now = later(71_000);
    await leaving.round();

    expect((await installations.find("T1"))?.token).toBe("xoxb-second");
    expect(await isKept()).toBe(true);
    // It is not asked about for ever.
    expect(await installations.leaving.list()).toEqual([]);
  });

  test("long before it was installed is not even asked about", async () => {
    const { slack, leaving, isKept } = await begin();
    slack.takes.clear();

    await leaving.told("T1", later(-61_000));

    expect(slack.asked).toBe(0);
    expect(await isKept()).toBe(true);
  });

  test("while Slack does not answer is asked about again until it does, by whichever process is there", async () => {
    const { slack, leaving, clock, isKept } = await begin();
    slack.answers = false;
    await leaving.told("T1", later(1));
    clock.now = later(3_600_000);
    await leaving.round();
    expect(await isKept()).toBe(true);

    slack.answers = true;
    slack.takes.clear();
    await leaving.round();

    expect(await isKept()).toBe(false);
  });

  test("before Slack itself refuses the token is believed as soon as it does", async () => {
    const { slack, leaving, clock, isKept } = await begin();
    await leaving.told("T1", later(1));
    expect(await isKept()).toBe(true);

    slack.takes.clear();
    clock.now = later(10_000);
    await leaving.round();

    expect(await isKept()).toBe(false);
  });

  test("deletes nothing of an installation that is made while it is looked at", async () => {
    for (const moment of ["asking", "forgetting"] as const) {
      const { slack, between, leaving, installations, isKept, installAgain } = await begin();
      slack.takes.clear();
      between[moment] = async () => {
        between[moment] = async () => {};
        // The token that was asked about is of the one before, whatever Slack takes by now.
        await installAgain();
      };

      await leaving.told("T1", later(1));
      await leaving.round();

      expect([moment, (await installations.find("T1"))?.token, await isKept()]).toEqual([moment, "xoxb-second", true]);
    }
  });

  test("is believed where no key opens the token, since nobody can be asked", async () => {
    const { leaving, isKept } = await begin({ sealedBy: 2 });

    await leaving.told("T1", later(1));

    expect(await isKept()).toBe(false);
  });

  test("in a workspace that has not installed it changes nothing", async () => {
    const { slack, leaving } = await begin();

    await leaving.told("T2", later(1));

    expect(slack.asked).toBe(0);
  });
});
