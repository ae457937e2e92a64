import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createSandboxSlack, type SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createGreeter, form, GREETER_MANIFEST, plain } from "../../support/create-greeter.ts";
import { PATIENT_SLACK } from "../../support/patient-slack.ts";

describe("the sandbox's Slack with a small app", () => {
  let layer: SandboxSlack;
  let greeter: ReturnType<typeof createGreeter>;

  beforeAll(async () => {
    layer = await createSandboxSlack({ ...PATIENT_SLACK, manifest: GREETER_MANIFEST, eventRetryMs: [] });
    greeter = createGreeter(layer);
    await greeter.app.init();
    const server = await greeter.app.start(0);
    layer.connect(`http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/slack/events`);
  });

  afterAll(async () => {
    await greeter?.app.stop();
    await layer?.close();
  });

  test("a command opens a modal whose fields are found by label, and a submission sends a direct message", async () => {
    const lena = layer.person("lena");

    await lena.openModal("/greet @ben & <all>");
    await lena.fill("Name", "Ana");
    const answer = await lena.submit();
    const message = await lena.untilMessage("Hello Ana");

    expect(answer).toEqual({ result: "accepted" });
    expect(greeter.seen.text.at(-1)).toBe(`<@${layer.person("ben").id}|ben> &amp; &lt;all&gt;`);
    expect(greeter.seen.values.at(-1)).toMatchObject({
      name: { text: { type: "plain_text_input", value: "Ana" } },
      tone: { choice: { type: "static_select", selected_option: null } },
      whom: { users: { type: "multi_users_select", selected_users: [] } },
    });
    expect(lena.currentView()).toBeUndefined();
    await lena.press("Wave", message);
    await lena.untilMessage("Waved");
    expect(layer.violations).toEqual([]);
  });

  test("errors stand under the field, by its label; Slack's own check comes first", async () => {
    const lena = layer.person("lena");
    await lena.openModal("/greet");

    const empty = await lena.submitExpectingErrors();
    await lena.fill("Name", "Nobody");
    const refused = await lena.submitExpectingErrors();
    await lena.close();

    expect(empty).toEqual({ Name: "This is a required field" });
    expect(refused).toEqual({ Name: "Somebody, rather" });
    expect(greeter.seen.closed).toBe(1);
  });

  test("an update keeps what was typed where ids are unchanged, and empties a field with a new block id", async () => {
    const ben = layer.person("ben");
    await ben.shortcut("greet");
    await ben.untilField("Name");
    await ben.fill("Name", "Chidi");
    await ben.pickPeople("Whom", ["ana", "Mei Tanaka"]);

    await ben.choose("Tone", "Dry");
    await layer.until(() => ben.view().view["private_metadata"] === "changed");

    expect(ben.value("Name").value).toBe("Chidi");
    expect(ben.value("Tone").selected_option?.value).toBe("dry");
    expect(ben.value("Whom").selected_users).toEqual([]);
    await ben.close();
  });

  test("a type-ahead is asked only from min_query_length on", async () => {
    const mei = layer.person("mei");
    await mei.openModal("/greet");

    const short = await mei.suggestions("Topic", "w");
    await mei.choose("Topic", "Weather");
    await mei.close();

    expect(short).toEqual([]);
    expect(greeter.seen.queries).toEqual(["Weather"]);
  });

  test("answers to commands are seen by whom they are for", async () => {
    const [ana, chidi] = [layer.person("ana"), layer.person("chidi")];

    await ana.command("/greet later");
    await ana.untilEphemeral("Only you");
    await ana.command("/greet loud");

    expect(chidi.ephemerals()).toEqual([]);
    expect(chidi.messages(chidi.channel("labeling")).map((message) => message.text)).toContain("Hello all");
  });

  test("App Home is published on opening", async () => {
    const ana = layer.person("ana");

    await ana.openHome();
    await layer.until(() => ana.home());

    expect(ana.home()?.view["type"]).toBe("home");
  });

  test("scopes that the manifest does not name are refused, and so are unknown methods and other tokens", async () => {
    const { client } = greeter.app;
    const error = (call: Promise<unknown>) =>
      call.then(
        () => "none",
        (reason: { data?: { error?: string } }) => reason.data?.error,
      );

    expect(await error(client.users.lookupByEmail({ email: "ana.souza@example.com" }))).toBe("missing_scope");
    expect(await error(client.apiCall("nothing.known"))).toBe("unknown_method");
    expect(await error(client.auth.test({ token: "xoxb-other" }))).toBe("invalid_auth");
  });

  test("the app is in every channel; /remove takes it out, /invite brings it back, and each is answered", async () => {
    const { client } = greeter.app;
    const lena = layer.person("lena");
    const channel = lena.channel("general");
    const post = () =>
      client.chat.postMessage({ channel, text: "Hi" }).then(
        () => "posted",
        (reason: { data?: { error?: string } }) => reason.data?.error,
      );
    const said = () => layer.person("ana").messages(channel).at(-1)?.text;

    expect(await post()).toBe("posted");
    expect(await lena.command("/remove @Labeldesk", channel)).toEqual({ notice: null });
    expect(said()).toBe("was removed from #general by Lena Fischer");
    expect(await post()).toBe("not_in_channel");
    expect(await lena.command("/invite @labeldesk", channel)).toEqual({ notice: null });
    expect(said()).toBe("was added to #general by Lena Fischer");
    expect(await post()).toBe("posted");

    expect((await lena.command("/invite @labeldesk @ana", channel)).notice).toBe(
      "Labeldesk is already in #general. Ana Souza is already in #general.",
    );
    expect((await lena.command("/invite", channel)).notice).toContain("/invite @Labeldesk");
    const direct = layer.workspace.directMessages.get(lena.id);
    expect((await lena.command("/invite @ana", direct)).notice).toBe("/invite works in channels only.");
  });

  test("a conversations select starts with the conversation on show, if it asks for it and its filter lets it through", async () => {
    const { client } = greeter.app;
    const lena = layer.person("lena");
    const select = (id: string, element: object) => ({
      type: "input" as const,
      block_id: id,
      label: plain(id),
      optional: true,
      element: { type: "conversations_select" as const, action_id: "choice", ...element },
    });
    const current = { default_to_current_conversation: true };
    const view = {
      ...form("where"),
      blocks: [
        select("silent", {}),
        select("any", current),
        select("named", { ...current, initial_conversation: "C0" }),
        select("channels", { ...current, filter: { include: ["public" as const] } }),
        select("people", { ...current, filter: { exclude_bot_users: true } }),
      ],
    };
    const openFrom = async (channel: string) => {
      await lena.command("/greet later", channel);
      const trigger = layer.deliveries.findLast((one) => one.kind === "command")?.payload["trigger_id"];
      await client.views.open({ trigger_id: String(trigger), view });
      const held = ["silent", "any", "named", "channels", "people"].map(
        (label) => lena.value(label).selected_conversation,
      );
      await lena.close();
      return held;
    };
    const general = lena.channel("general");
    const direct = layer.workspace.directMessages.get(lena.id) ?? "";

    expect(await openFrom(general)).toEqual([null, general, "C0", general, general]);
    expect(await openFrom(direct)).toEqual([null, direct, "C0", null, null]);
  });

  test("a person's details carry a time zone, and an email only with its scope", async () => {
    const { user } = await greeter.app.client.users.info({ user: layer.person("mei").id });

    expect(user).toMatchObject({ tz: "Asia/Tokyo", tz_offset: 32_400, is_admin: false, deleted: false });
    expect(user?.profile?.email).toBeUndefined();
  });

  test("views and messages beyond Slack's limits are refused as Slack refuses them, and remembered", async () => {
    const { client } = greeter.app;
    const lena = layer.person("lena");
    await lena.openModal("/greet");
    const before = layer.violations.length;

    const view = await client.views
      .update({ view_id: lena.view().id, view: { ...form("x"), title: plain("A title of more than 24 characters") } })
      .catch((reason: { data: unknown }) => reason.data);
    const message = await client.chat
      .postMessage({ channel: lena.id, text: "x", blocks: [{ type: "header", text: plain("x".repeat(151)) }] })
      .catch((reason: { data: unknown }) => reason.data);
    await lena.close();

    expect(view).toMatchObject({
      error: "invalid_arguments",
      response_metadata: { messages: ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"] },
    });
    expect(message).toMatchObject({ error: "invalid_blocks" });
    expect(layer.violations.slice(before).map((one) => one.where)).toEqual(["views.update", "chat.postMessage"]);
  });

  test("a closed view, an old hash, a used trigger: Slack's own error words", async () => {
    const { client } = greeter.app;
    const error = (call: Promise<unknown>) =>
      call.then(
        () => "none",
        (reason: { data?: { error?: string } }) => reason.data?.error,
      );
    const lena = layer.person("lena");
    const { id } = await lena.openModal("/greet");
    const used = layer.deliveries.findLast((one) => one.kind === "command")?.payload["trigger_id"];

    expect(await error(client.views.update({ view_id: id, hash: "1.old", view: form("x") }))).toBe("hash_conflict");
    await lena.close();
    expect(await error(client.views.update({ view_id: id, view: form("x") }))).toBe("not_found");
    expect(await error(client.views.open({ trigger_id: String(used), view: form("x") }))).toBe("exchanged_trigger_id");
  });

  test("whoever waits for a window that Slack refuses to open hears of it at once", async () => {
    layer.failNext("views.open", { error: "expired_trigger_id" });

    await expect(layer.person("ana").openModal("/greet")).rejects.toThrow("opened no window: expired_trigger_id");
  });

  test("planned faults: Retry-After, an error word, somebody who left", async () => {
    const { client } = greeter.app;
    const ana = layer.person("ana");
    layer.failNext("chat.postMessage", { retryAfter: 7 });
    layer.failNext("chat.postMessage", { error: "internal_error" });
    layer.leave(layer.person("chidi").id);
    const post = (channel: string) =>
      client.chat.postMessage({ channel, text: "Hi" }).catch((reason: unknown) => reason);

    layer.failNext("users.info", { status: 503 }, { times: 1 });
    expect(await client.users.info({ user: ana.id }).catch((reason: unknown) => reason)).toMatchObject({
      statusCode: 503,
    });
    const limited = layer.callsOf("chat.postMessage").length;
    const first = await fetch(`${layer.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${layer.botToken}` },
    });
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await post(ana.id)).toMatchObject({ data: { error: "internal_error" } });
    expect(await post(layer.person("chidi").id)).toMatchObject({ data: { error: "channel_not_found" } });
    expect(layer.callsOf("chat.postMessage").length - limited).toBe(3);
  });
});

describe("an app that does not answer", () => {
  let layer: SandboxSlack;

  beforeAll(async () => {
    layer = await createSandboxSlack({ manifest: GREETER_MANIFEST, eventRetryMs: [0] });
  });
  afterAll(async () => layer?.close());

  test("is told to the person, and its events are sent again", async () => {
    layer.connect("http://127.0.0.1:9/slack/events");

    const { notice } = await layer.person("ana").command("/slow");
    const opened = await layer.person("ana").openHome();

    expect(notice).toContain("dispatch_failed");
    expect(opened.notice).toContain("dispatch_failed");
    expect(layer.deliveries.filter((one) => one.kind === "event_callback")).toHaveLength(2);
  });

  test("and takes the command is told to the person once the time for an ack is over", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const quick = await createSandboxSlack({ manifest: GREETER_MANIFEST, ackMs: 50 });
    quick.connect(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/slack/events`);

    const { notice } = await quick.person("ana").command("/slow");
    await quick.close();
    silent.close();

    expect(notice).toContain("operation_timeout");
  });
});
