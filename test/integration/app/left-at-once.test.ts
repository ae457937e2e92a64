import { afterEach, expect, test } from "@jest/globals";
import { createForgetting } from "../../../src/app/forgetting.ts";
import type { Seat } from "../../../src/app/open-base.ts";
import type { Workspace } from "../../../src/app/open-workspace.ts";
import { createWorkspaces } from "../../../src/app/workspaces.ts";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import { createInstallations } from "../../../src/services/workspaces/installations.ts";
import { createSealer } from "../../../src/store/seal.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { openService } from "../tasks-service/open-service.ts";

const TEAM = "T1";
const EVENT = newEvent("label.waits", {
  team: TEAM,
  person: "UANA",
  task: { id: "cats", name: "Cats" },
  needsKey: false,
});

describeOnBothEngines("a workspace that two replicas leave at once", (newTarget) => {
  const { open } = storesOf(newTarget);
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  /** An installed workspace, and what starts replicas in it. */
  async function begin() {
    const store = await open();
    const { service, key } = await openService(newTarget());
    closers.push(service.close);
    const log = createRecordingLog();
    const tools = { now: () => new Date(), newId: createTestIds("revision"), log };
    const sealer = createSealer([Buffer.alloc(32, 1)]);
    const installations = createInstallations({ ...tools, store: store.installations, sealer });
    const install = () => installations.keep({ team: TEAM, name: "Red", token: "xoxb-token" });
    await install();

    const forget = createForgetting({ store, localTasks: async () => ({ service, key }), seats: { areFixed: false } });
    const list = async () =>
      (await installations.list()).map(({ team, revision }) => ({ bot: { team }, revision }) as Seat);
    /** `inFlight`: what it still does before it has ended. */
    async function startReplica(inFlight: () => Promise<void>, forgetAs = forget) {
      const works = [inFlight];
      async function stop(): Promise<void> {
        for (const work of works.splice(0)) await work();
      }
      const workspaces = createWorkspaces({
        seats: {
          areFixed: false,
          list,
          has: async (team) => (await installations.installedAt(team)) !== undefined,
          find: async () => (await list())[0],
        },
        open: async ({ bot }) => ({ bot, stop }) as Workspace,
        forget: forgetAs,
        log,
      });
      closers.push(() => workspaces.stop(performance.now()));
      await workspaces.start();
      return workspaces;
    }
    /** What the workspace keeps: rows of the app, and its app in the local tasks service. */
    async function kept() {
      const levels = await store.outbox.countOpen();
      return {
        events: levels.reduce((sum, { events }) => sum + events, 0),
        hasApp: (await service.fetch(inputsAs(key))).ok,
      };
    }
    async function write(): Promise<void> {
      await store.outbox.add([EVENT]);
      await service.ensureApp("labeldesk", TEAM);
    }
    const revision = async () => (await installations.find(TEAM))?.revision;
    return { install, revision, forget, startReplica, kept, write };
  }

  test("keeps nothing of what the slower one was about when the other had deleted everything", async () => {
    const { revision, startReplica, kept, write } = await begin();
    const installation = await revision();
    const first = await startReplica(write);
    const second = await startReplica(async () => {
      await first.leave(TEAM, installation);
      await write();
    });

    await second.leave(TEAM, installation);

    expect(await kept()).toEqual({ events: 0, hasApp: false });
  });

  test("keeps nothing, either, where the slower one cannot delete at that moment", async () => {
    const { revision, forget, startReplica, kept, write } = await begin();
    const installation = await revision();
    const first = await startReplica(write);
    const failures = [new Error("the database fails over")];
    const second = await startReplica(
      async () => {
        await first.leave(TEAM, installation);
        await write();
      },
      async (...asked) => {
        for (const failure of failures.splice(0)) throw failure;
        return forget(...asked);
      },
    );
    await expect(second.leave(TEAM, installation)).rejects.toThrow("fails over");

    await second.lookAgain();

    expect(await kept()).toEqual({ events: 0, hasApp: false });
  });

  test("loses nothing where it is installed again before the slower one has ended", async () => {
    const { install, revision, startReplica, kept, write } = await begin();
    const installation = await revision();
    const first = await startReplica(async () => {});
    const second = await startReplica(async () => {
      await first.leave(TEAM, installation);
      await install();
      await write();
    });

    await second.leave(TEAM, installation);
    await second.lookAgain();

    expect(await kept()).toEqual({ events: 1, hasApp: true });
  });
});

const inputsAs = (key: string): Request =>
  new Request(`http://tasks.test/v2/users/labeldesk/apps/${TEAM}/inputs`, { headers: { Authorization: `Key ${key}` } });
