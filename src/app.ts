import { randomUUID } from "node:crypto";
import { composeDeliveries } from "./app/deliveries.ts";
import { createForgetting } from "./app/forgetting.ts";
import { composeInstalling } from "./app/installing.ts";
import { composeLabelPage } from "./app/label-page.ts";
import { createLifecycle } from "./app/lifecycle.ts";
import { openShared } from "./app/open-shared.ts";
import { openWorkspace } from "./app/open-workspace.ts";
import { composeTelemetry } from "./app/telemetry.ts";
import { TIMES, type Times } from "./app/times.ts";
import { createWorkspaces } from "./app/workspaces.ts";
import { type Config, listSecrets } from "./config.ts";
import type { Log } from "./domain/log.ts";
import { createLog } from "./log.ts";
import { requestScope } from "./request-scope.ts";
import { createHousekeeping } from "./services/housekeeping.ts";
import type { LabelLinks } from "./services/labeling/ports.ts";
import { createConnections } from "./services/workspaces/connections.ts";
import type { TasksService } from "./tasks-service/create-tasks-service.ts";

export type AppOverrides = {
  readonly log?: Log;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** A local tasks service that somebody else has made (and closes), e.g. seeded with inputs. */
  readonly tasksService?: TasksService;
  /** The address to listen on; every one of the machine when absent. */
  readonly host?: string;
  /** Where browsers reach the app by the port it listens on, where PUBLIC_URL does not say so. */
  readonly publicUrlOf?: (port: number) => string | undefined;
  /** Other times than the product's. */
  readonly times?: Partial<Times>;
};

/** A running Labeldesk: the port it listens on, and what opens the labeling page. */
export type RunningApp = { readonly port: number; readonly labelLinks: LabelLinks };

/** `start` resolves once it answers requests. */
export type LabeldeskApp = { start(): Promise<RunningApp>; stop(): Promise<void> };

/** Composition root: makes every part and hands each what it needs. Nothing is opened before `start`. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<LabeldeskApp> {
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomUUID;
  const times = { ...TIMES, ...overrides.times };
  const log = overrides.log ?? createLog({ level: config.logLevel, secrets: listSecrets(config) });
  const lifecycle = createLifecycle({ log });

  async function start(): Promise<RunningApp> {
    let { publicUrl } = config;
    const telemetry = await composeTelemetry({
      isVerbose: config.logLevel === "debug" || config.logLevel === "trace",
      metricsPort: config.metricsPort,
      tracing: config.tracing,
      host: overrides.host,
      requestScope,
      onOpened: lifecycle.opened,
      log,
    });
    const shared = await openShared({
      slackApiUrl: config.slack.apiUrl,
      database: config.database,
      encryptionKeys: config.encryptionKeys,
      tasksService: overrides.tasksService,
      onOpened: lifecycle.opened,
      times,
      now,
      newId,
      requestScope,
      watch: telemetry.watch,
      log,
    });
    const { store } = shared;
    const connections = createConnections({ ...shared, store: store.connections });
    const installing = await composeInstalling(shared, { ...config, publicUrl, connections });
    const workspaces = createWorkspaces({
      seats: installing.seats,
      // What works in a workspace from now on works for nobody's request, also where a delivery has opened it.
      open: (seat) =>
        requestScope.run(undefined, () =>
          openWorkspace(shared, seat, {
            labelLinks: labelPage.links,
            reconnecting: { connections, tasks: config.tasks, exchange: workspaces.exchange },
          }),
        ),
      forget: createForgetting({ ...shared, seats: installing.seats }),
      log,
    });
    const leaving = installing.leaving(workspaces);
    const labelPage = await composeLabelPage({
      ...shared,
      publicUrl: () => publicUrl,
      placeOf: async (team) => (await workspaces.of(team))?.page,
    });
    const bolt = composeDeliveries({
      ...shared,
      slack: config.slack,
      listen: { port: config.port, ...(overrides.host !== undefined && { host: overrides.host }) },
      labelPage,
      routes: installing.routes(workspaces),
      workspaces,
      leaving,
      closedBecause: installing.closedBecause,
    });
    const housekeeping = createHousekeeping({
      async everyRound() {
        await leaving.round();
        await store.mendDueTimes();
      },
      everyHour: store.sweep,
      times: times.housekeeping,
      now,
      log,
    });

    lifecycle.begin("the workspaces", { stop: workspaces.stop });
    await workspaces.start();
    lifecycle.begin("regular work", housekeeping);
    const orUnknown = (what: string) => (err: unknown) => {
      log.warn({ err }, `${what} cannot be counted`);
      return undefined;
    };
    await telemetry.serve(async () => ({
      outbox: await store.outbox.countOpen().catch(orUnknown("the outbox")),
      unsent: await store.countUnsent().catch(orUnknown("unsent labels and verdicts")),
      queues: [
        { queue: "handlers", ...bolt.app.sizes() },
        { queue: "submissions", ...workspaces.sizes() },
      ],
      holds: workspaces.holds().length,
    }));
    const { port } = await bolt.start();
    publicUrl ??= overrides.publicUrlOf?.(port);
    lifecycle.begin("what Slack has delivered", { stop: bolt.stop });
    return { port, labelLinks: labelPage.links };
  }

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await lifecycle.stop();
        throw error;
      }
    },
    stop: () => lifecycle.stop(),
  };
}
