import type { Server } from "node:http";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SimulatedWorkers } from "../../../sandbox/life/simulated-workers.ts";
import { createPageServer } from "../../../sandbox/server/create-page-server.ts";
import { createSandboxSlack, type SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { parseManifest } from "../../../sandbox/slack/manifest.ts";
import type { SandboxEvent } from "../../../sandbox/slack/protocol.ts";
import type { SandboxState } from "../../../sandbox/slack/sandbox-state.ts";
import { PATIENT_SLACK } from "../../support/patient-slack.ts";

const MANIFEST =
  "oauth_config: { scopes: { bot: [chat:write] } }\nfeatures: { app_home: { messages_tab_enabled: true } }";

describe("the page's interface", () => {
  let slack: SandboxSlack;
  let workers: SimulatedWorkers;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    slack = await createSandboxSlack({ ...PATIENT_SLACK, manifest: parseManifest(MANIFEST) });
    workers = new SimulatedWorkers(slack, 0);
    const files = { html: "<p>page</p>", js: "1", css: "a{}" };
    const { fetch: handle } = createPageServer(slack, async () => files, workers);
    await new Promise<void>((resolve) => {
      server = serve({ fetch: handle, port: 0, hostname: "127.0.0.1" }, () => resolve()) as Server;
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    await slack?.close();
  });

  const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin}/_sandbox/${route}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const stateOf = async (as: string) =>
    (await (await fetch(`${origin}/_sandbox/state?as=${as}`)).json()) as SandboxState;

  /** Reads events of a person until one is what the test waits for. */
  async function untilEvent(as: string, act: () => Promise<unknown>, is: (event: SandboxEvent) => boolean) {
    const ended = new AbortController();
    const response = await fetch(`${origin}/_sandbox/events?as=${as}`, { signal: ended.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let hasActed = false;
    while (reader !== undefined) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
      const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? "") as SandboxEvent);
      if (!hasActed && events.some((event) => event.type === "hello")) {
        hasActed = true;
        await act();
      }
      const found = events.find(is);
      if (found === undefined) continue;
      ended.abort();
      return found;
    }
    throw new Error("the events ended");
  }

  test("serves the page with a policy that lets nothing in from elsewhere", async () => {
    const response = await fetch(origin);

    expect(await response.text()).toBe("<p>page</p>");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("tells each person their own conversations", async () => {
    const [lena, ana] = [slack.person("lena"), slack.person("ana")];

    const mine = await stateOf(lena.id);
    const theirs = await stateOf(ana.id);

    expect(mine.people.map((person) => person.realName)).toEqual([
      "Lena Fischer",
      "Ana Souza",
      "Ben Carter",
      "Chidi Okafor",
      "Mei Tanaka",
      "Gil Navarro",
      "Sol Park",
    ]);
    expect(mine.conversations.map((conversation) => conversation.name)).toEqual(["general", "labeling", "Labeldesk"]);
    expect(mine.firstConversation).toBe(lena.channel("labeling"));
    const [a, b] = [mine, theirs].map((state) => state.conversations.at(-1)?.id);
    expect(a).not.toBe(b);
    expect((await fetch(`${origin}/_sandbox/conversations/${a}/messages?as=${ana.id}`)).status).toBe(404);
  });

  test("nobody writes to an app whose Messages tab is read-only", async () => {
    const readOnly = MANIFEST.replace("enabled: true", "enabled: true, messages_tab_read_only_enabled: true");
    const quiet = await createSandboxSlack({ manifest: parseManifest(readOnly) });
    const { fetch: handle } = createPageServer(quiet, async () => ({ html: "", js: "", css: "" }));
    const { id } = quiet.person("ana");
    const ask = (path: string, init: RequestInit = {}) =>
      handle(
        new Request(`http://localhost/_sandbox/${path}`, {
          ...init,
          headers: { host: "localhost", "content-type": "application/json" },
        }),
      );
    try {
      const state = (await (await ask(`state?as=${id}`)).json()) as SandboxState;
      const channel = state.conversations.at(-1)?.id;
      const say = (route: string, text: string) =>
        ask(route, { method: "POST", body: JSON.stringify({ as: id, channel, text }) });

      expect(state.isMessagesTabReadOnly).toBe(true);
      expect((await say("messages", "Hello")).status).toBe(409);
      expect((await say("commands", "/task list")).status).toBe(409);
      expect((await stateOf(slack.person("ana").id)).isMessagesTabReadOnly).toBe(false);
    } finally {
      await quiet.close();
    }
  });

  test("what was on its way from a form that is closed meanwhile is taken, and says nothing", async () => {
    const as = slack.person("ana").id;
    const place = { kind: "view", viewId: "V0CLOSED" };
    const typed = { blockId: "name", actionId: "text", value: { type: "plain_text_input", value: "Ana" }, values: {} };

    const acted = await post("block-actions", { as, place, ...typed });
    const asked = await post("suggestions", {
      as,
      place,
      blockId: "topic",
      actionId: "choice",
      query: "we",
      values: {},
    });
    const closed = await post("view-closings", { as, viewId: "V0CLOSED", isCleared: false });

    expect([acted.status, await acted.json()]).toEqual([200, { notice: null }]);
    expect([asked.status, await asked.json()]).toEqual([200, { options: [], optionGroups: [], notice: null }]);
    expect([closed.status, await closed.json()]).toEqual([200, { notice: null }]);
  });

  test("a message reaches the others live, and counts as unread until it is read", async () => {
    const [lena, ana] = [slack.person("lena"), slack.person("ana")];
    const channel = lena.channel("labeling");
    const say = () => post("messages", { as: lena.id, channel, text: "Hello @ana & <all>" });

    const event = await untilEvent(ana.id, say, (one) => one.type === "message_posted");
    const before = await stateOf(ana.id);
    const read = () => post("read", { as: ana.id, channel });
    const after = await untilEvent(lena.id, read, (one) => one.type === "person_changed" && one.person.id === ana.id);

    expect(event).toMatchObject({ message: { text: `Hello <@${ana.id}> &amp; &lt;all&gt;`, user: lena.id } });
    expect(before.conversations.find((one) => one.id === channel)).toMatchObject({ unread: 1, mentions: 1 });
    expect(before.people.find((one) => one.id === ana.id)?.unread).toBe(1);
    expect(after).toMatchObject({ person: { unread: 0 } });
  });

  test("those who can be let work are told with how often they are right, and what comes of it goes to everybody", async () => {
    const [lena, ana] = [slack.person("lena"), slack.person("ana")];
    const start = () => post("workers/start", { as: lena.id, person: ana.id });

    const { workers: told } = await stateOf(lena.id);
    const ended = await untilEvent(
      slack.person("mei").id,
      start,
      (event) => event.type === "worker_changed" && event.worker.done === null,
    );

    expect(told.map(({ name, accuracy, atOnce, done }) => [name, accuracy, atOnce, done])).toEqual([
      ["Ana", 0.95, 20, null],
      ["Ben", 0.9, 20, null],
      ["Chidi", 0.7, 20, null],
    ]);
    expect(ended).toMatchObject({ worker: { person: ana.id }, remark: expect.stringMatching(/^Ana labeled 0 of 20/) });
    const other = await post("workers/start", { as: lena.id, person: lena.id });
    expect(await other.json()).toEqual({ notice: expect.stringContaining("Nobody labels by themselves") });
    expect((await post("workers/stop", { as: lena.id })).status).toBe(400);
  });

  test("an app that does not run is told in the answer to who acted", async () => {
    const { id } = slack.person("lena");

    const pressed = await post("shortcuts", {
      as: id,
      callbackId: "any",
      channel: slack.person("lena").channel("labeling"),
    });

    expect(await pressed.json()).toEqual({ notice: expect.stringContaining("dispatch_failed") });
  });

  test("refuses other hosts, other sites and forms, unreadable requests and strangers", async () => {
    const body = { as: slack.person("lena").id, channel: "C1", text: "x" };
    const withHost = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { port } = new URL(origin);
        request({ port, host: "127.0.0.1", path: "/_sandbox/state", headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end();
      });

    expect(await withHost("evil.example")).toBe(403);
    expect(await withHost("localhost:4200")).toBe(200);
    expect((await post("messages", body, { origin: "http://evil.example" })).status).toBe(403);
    expect((await post("messages", body, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post("messages", body, { "content-type": "text/plain" })).status).toBe(403);
    expect((await post("messages", { as: body.as })).status).toBe(400);
    expect((await post("read", { as: "U0", channel: "C1" })).status).toBe(404);
  });
});
