import { expect, test } from "@jest/globals";
import { createForgetting } from "../../../src/app/forgetting.ts";
import { createInstallations } from "../../../src/services/workspaces/installations.ts";
import { createSealer } from "../../../src/store/seal.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { openService, seed } from "../tasks-service/open-service.ts";

const TEAM = "T1";

describeOnBothEngines("what is deleted of a workspace that has removed the app", (newTarget) => {
  const { open } = storesOf(newTarget);

  /** An installed workspace with inputs and people in the local tasks service, and what happens as soon as these are gone. */
  async function begin({ areFixed = false } = {}) {
    const store = await open();
    const target = newTarget();
    const first = await openService(target);
    await seed(first.owner, { inputs: 3 });
    const tools = { now: () => new Date(), newId: createTestIds("revision"), log: createRecordingLog() };
    const sealer = createSealer([Buffer.alloc(32, 1)]);
    const installations = createInstallations({ ...tools, store: store.installations, sealer });
    const install = (token: string) => installations.keep({ team: TEAM, name: "Red", token });
    const revision = async () => (await installations.find(TEAM))?.revision;
    await install("xoxb-first");
    await store.links.save({ team: TEAM, person: "UANA", account: "ana", linkedBy: "UANA" });
    const between = { halves: async () => {} };
    let running = first;
    const forget = createForgetting({
      store,
      localTasks: async () => ({
        key: running.key,
        service: {
          ...running.service,
          async forgetApp(owner, app) {
            await running.service.forgetApp(owner, app);
            await between.halves();
          },
        },
      }),
      seats: { areFixed },
    });
    const inputs = async () => (await running.owner("GET", "/inputs")).body.inputs?.length;
    const isLinked = async () => (await store.links.find(TEAM, "UANA")) !== undefined;
    async function restart(): Promise<void> {
      await running.service.close();
      running = await openService(target);
    }
    return { forget, revision, install, between, inputs, isLinked, restart, close: () => running.service.close() };
  }

  test("is what it kept in the local tasks service, too", async () => {
    const { forget, revision, inputs, isLinked, close } = await begin();

    const isForgotten = await forget(TEAM, await revision());

    expect([isForgotten, await inputs(), await isLinked(), await revision()]).toEqual([
      ...[true, undefined, false, undefined],
    ]);
    await close();
  });

  test("is found again by whoever starts after a crash between the two halves", async () => {
    const { forget, revision, between, inputs, isLinked, restart, close } = await begin();
    const installed = await revision();
    between.halves = () => Promise.reject(new Error("killed"));
    await expect(forget(TEAM, installed)).rejects.toThrow("killed");
    const kept = [await isLinked(), await revision()];
    between.halves = async () => {};

    // A start opens the workspace, which its row still says is there, with an app of its own.
    await restart();
    const isForgotten = await forget(TEAM, installed);

    expect(kept).toEqual([true, installed]);
    expect([isForgotten, await inputs(), await isLinked(), await revision()]).toEqual([
      ...[true, undefined, false, undefined],
    ]);
    await close();
  });

  test("is nothing of one that was installed again, and nothing more where that happens between the two halves", async () => {
    const { forget, revision, install, between, inputs, isLinked, close } = await begin();
    const installed = await revision();
    await install("xoxb-second");
    const untouched = [await forget(TEAM, installed), await forget(TEAM, undefined), await inputs(), await isLinked()];
    between.halves = () => install("xoxb-third");

    const isForgotten = await forget(TEAM, await revision());

    expect(untouched).toEqual([false, false, 3, true]);
    // It goes on, with an app that is there.
    expect([isForgotten, await inputs(), await isLinked()]).toEqual([false, 0, true]);
    await close();
  });

  test("in an app with one token is not what whoever runs it has in the local tasks service", async () => {
    const { forget, inputs, isLinked, close } = await begin({ areFixed: true });

    await forget(TEAM, undefined);

    expect([await inputs(), await isLinked()]).toEqual([3, true]);
    await close();
  });
});
