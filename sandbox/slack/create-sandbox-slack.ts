import { randomBytes } from "node:crypto";
import { createSlackClient, type SlackClient } from "./client.ts";
import { ConversationBook } from "./conversation-book.ts";
import type { ApiCall, AppAnswer, DeliveryRecord, LayerSignal, Organization, SlackCore, Violation } from "./core.ts";
import { Courier } from "./courier.ts";
import { createHttpDelivery } from "./delivery.ts";
import { type Fault, Faults } from "./faults.ts";
import { Files } from "./files.ts";
import type { Json } from "./json.ts";
import { startLayerServer } from "./layer-server.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { Modals } from "./modals.ts";
import { toEventEnvelope } from "./payloads.ts";
import { PEOPLE, type PersonSeed } from "./people.ts";
import { SlackPerson } from "./person.ts";
import { ResponseUrls } from "./response-urls.ts";
import { Signals } from "./signals.ts";
import { createSocketMode, type SocketMode } from "./socket-mode.ts";
import { Triggers } from "./triggers.ts";
import { groupsOf } from "./user-groups.ts";
import { createWebApi } from "./web-api.ts";
import { startSlackWorkspace, type Workspace } from "./workspace.ts";

export type SandboxSlackOptions = {
  readonly people?: readonly PersonSeed[];
  /** The app's manifest; by default manifest.yml of the repository. */
  readonly manifest?: Manifest;
  readonly now?: () => Date;
  /** The workspace, where there are several: they have ids of their own, and one app has one signing secret for all. */
  readonly team?: Workspace["team"];
  readonly signingSecret?: string;
  /** The organization that it is of, where the app is installed to the whole of that. */
  readonly organization?: Organization;
  /** Delays in milliseconds after which an event that was not taken is sent again; Slack's own by default. */
  readonly eventRetryMs?: readonly number[];
  /** How long a trigger opens a window, and how long an ack is waited for; Slack's own three seconds by default. */
  readonly triggerMs?: number;
  readonly ackMs?: number;
  /** How long blocks that name a file are refused after its upload; Slack takes some 100 ms. At once when absent. */
  readonly fileProcessingMs?: number;
};

/** A Slack for one app on loopback: Web API, deliveries, people. Everything that happens is recorded. */
export type SandboxSlack = {
  /** What the app gets as SLACK_API_URL. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  /** For Socket Mode: an app that connects with it gets its deliveries there from then on. */
  readonly appToken: string;
  readonly socketMode: Pick<SocketMode, "count" | "refresh">;
  readonly workspace: Workspace;
  readonly core: SlackCore;
  readonly client: SlackClient;
  /** Calls of the app, in the order in which they were answered. */
  readonly calls: readonly ApiCall[];
  readonly deliveries: readonly DeliveryRecord[];
  /** What the app sent and Slack would not have taken; empty in a good run. */
  readonly violations: readonly Violation[];
  /** Deliveries go to this address from now on (`http://127.0.0.1:PORT/slack/events`). */
  connect(eventsUrl: string): void;
  /** Plans a fault for the next calls of a method. */
  failNext(method: string, fault: Fault, options?: { times?: number; when?: (args: Json) => boolean }): void;
  /** Somebody leaves the workspace: messages to them get this error word (default `channel_not_found`). */
  leave(person: string, error?: string): void;
  /** Somebody is a guest, or of another workspace, from now on. */
  become(person: string, standing: NonNullable<PersonSeed["standing"]>): void;
  /** A person by id or handle. */
  /** Somebody joins a user group, and the app is told where it wants to be. */
  joinGroup(handle: string, person: string): Promise<void>;
  person(idOrHandle: string): SlackPerson;
  callsOf(method: string): readonly ApiCall[];
  /** Delivers an event such as `{type: "tokens_revoked", …}`, repeated as Slack does when it is not taken. */
  sendEvent(event: Json): Promise<AppAnswer>;
  /** Waits for the condition's first truthy value: looked at now and whenever something happens. Rejects after `timeoutMs` (default 60,000). */
  until<T>(condition: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
};

/** Starts the layer in front of a fresh emulated Slack. Nothing listens anywhere but on 127.0.0.1. */
export async function createSandboxSlack(options: SandboxSlackOptions = {}): Promise<SandboxSlack> {
  const now = options.now ?? (() => new Date());
  const nowMs = (): number => now().getTime();
  const newId = (): string => randomBytes(8).toString("hex").toUpperCase();
  const manifest = options.manifest ?? (await readManifest());
  const botToken = `xoxb-sandbox-${newId()}`;
  const signingSecret = options.signingSecret ?? randomBytes(16).toString("hex");
  const workspace = await startSlackWorkspace({
    people: options.people ?? PEOPLE,
    appName: manifest.name,
    botToken,
    botScopes: manifest.botScopes,
    ...(options.team && { team: options.team }),
  });
  let origin = "";
  const core: SlackCore = {
    workspace,
    organization: options.organization ?? null,
    manifest,
    modals: new Modals(nowMs, newId, workspace.bot.userId),
    triggers: new Triggers(nowMs, newId, options.triggerMs),
    book: new ConversationBook(workspace, newId),
    files: new Files({ now: nowMs, newId, processingMs: options.fileProcessingMs ?? 0 }),
    origin: () => origin,
    responseUrls: new ResponseUrls({ now: nowMs, newId, origin: () => origin }),
    signals: new Signals<LayerSignal>(),
    violations: [],
    left: new Map(),
    standings: new Map(
      workspace.people.flatMap(({ id, standing }) => (standing === undefined ? [] : [[id, standing]])),
    ),
    groups: groupsOf(workspace.people),
    now,
    newId,
  };
  const calls: ApiCall[] = [];
  const faults = new Faults();
  const courier = new Courier(core, options.eventRetryMs);
  const client = createSlackClient(core, courier);
  const appToken = `xapp-sandbox-${newId()}`;
  const openSocket = (): string => socketMode.open(origin);
  const server = await startLayerServer(core, createWebApi(core, { faults, calls, appToken, openSocket }));
  origin = server.origin;
  const socketMode = createSocketMode(server.server, core, () => courier.connect(socketMode.deliver), options.ackMs);

  const until = <T>(condition: () => T | undefined | null | false, timeoutMs = 60_000): Promise<T> =>
    core.signals.until(
      condition,
      timeoutMs,
      () => `${String(condition)}\n${describeRecent(calls, courier.deliveries, core)}`,
    );

  return {
    apiUrl: `${origin}/api/`,
    botToken,
    signingSecret,
    appToken,
    socketMode,
    workspace,
    core,
    client,
    calls,
    deliveries: courier.deliveries,
    violations: core.violations,
    connect: (eventsUrl) => courier.connect(createHttpDelivery(eventsUrl, signingSecret, now, options.ackMs)),
    failNext: (method, fault, planned) => faults.plan(method, fault, planned),
    leave: (person, error = "channel_not_found") => core.left.set(person, error),
    become: (person, standing) => core.standings.set(person, standing),
    async joinGroup(handle, person) {
      const group = core.groups.find((each) => each.handle === handle);
      if (group === undefined) throw new Error(`There is no group @${handle}`);
      group.members.push(person);
      if (!manifest.botEvents.includes("subteam_members_changed")) return;
      const event = { type: "subteam_members_changed", subteam_id: group.id, team_id: workspace.team.id };
      const changed = {
        ...event,
        added_users: [person],
        added_users_count: 1,
        removed_users: [],
        removed_users_count: 0,
      };
      await courier.sendEvent(toEventEnvelope(core, changed));
    },
    person(idOrHandle) {
      const member = workspace.people.find((one) => one.id === idOrHandle || one.handle === idOrHandle);
      if (member === undefined) throw new Error(`Nobody is called ${idOrHandle}`);
      return new SlackPerson(member, core, client, until);
    },
    callsOf: (method) => calls.filter((call) => call.method === method),
    sendEvent: (event) => courier.sendEvent(toEventEnvelope(core, event)),
    until,
    async close() {
      courier.stop();
      await socketMode.close();
      await server.close();
      await workspace.close();
    },
  };
}

/** What a test that waited in vain wants to see. */
function describeRecent(calls: readonly ApiCall[], deliveries: readonly DeliveryRecord[], core: SlackCore): string {
  const recentCalls = calls
    .slice(-5)
    .map((call) => `  ${call.method} → ${call.status} ${JSON.stringify(call.answer).slice(0, 200)}`);
  const recentDeliveries = deliveries
    .slice(-3)
    .map((one) => `  ${one.kind} → ${JSON.stringify(one.answer).slice(0, 200)}`);
  const violations = core.violations.slice(-3).map((one) => `  ${one.where}: ${one.messages.join("; ")}`);
  return ["Last calls:", ...recentCalls, "Last deliveries:", ...recentDeliveries, "Violations:", ...violations].join(
    "\n",
  );
}
