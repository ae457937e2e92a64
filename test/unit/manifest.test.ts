import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Json } from "../../sandbox/slack/json.ts";
import { type Manifest, parseManifest } from "../../sandbox/slack/manifest.ts";
import { ENDS } from "../../src/handlers/delivery/ends.ts";
import { HANDLERS } from "../../src/handlers/index.ts";
import type { HandlerTable } from "../../src/handlers/shared/handler.ts";
import { BOT_SCOPES } from "../../src/slack/scopes.ts";
import { EXPORT } from "../../src/views/cards/export-modal.ts";
import { SHARE } from "../../src/views/cards/share-modal.ts";
import { CARD_VIEW } from "../../src/views/cards/task-card.ts";
import { CHANGE_MODAL } from "../../src/views/changes/change-modals.ts";
import { HAND_OVER } from "../../src/views/changes/hand-over-modals.ts";
import { ANSWER } from "../../src/views/labeling/answer-block.ts";
import { QUESTION } from "../../src/views/labeling/question-windows.ts";
import { FEEDBACK } from "../../src/views/people/feedback.ts";
import { LINK_MODAL } from "../../src/views/people/link-modal.ts";
import { VERDICT } from "../../src/views/review/verdict-blocks.ts";
import { STATUS_VIEW } from "../../src/views/status-view.ts";
import { CONNECT } from "../../src/views/workspaces/connect-modal.ts";

const root = resolve(import.meta.dirname, "../..");

/** The bot scope that each Web API method of the app needs (docs.slack.dev/reference/methods); null: none. */
const SCOPE_OF_METHOD: Readonly<Record<string, string | null>> = {
  "auth.test": null,
  "chat.getPermalink": null,
  "chat.postEphemeral": "chat:write",
  "chat.postMessage": "chat:write",
  "chat.unfurl": "links:write",
  "chat.update": "chat:write",
  "conversations.info": "channels:read",
  "conversations.members": "channels:read",
  "conversations.history": "im:history",
  "conversations.open": "im:write",
  // In a direct message.
  "conversations.replies": "im:history",
  "files.completeUploadExternal": "files:write",
  "files.delete": "files:write",
  "files.getUploadURLExternal": "files:write",
  "users.info": "users:read",
  "usergroups.list": "usergroups:read",
  "users.list": "users:read",
  "users.lookupByEmail": "users:read.email",
  "views.open": null,
  "views.publish": null,
  "views.push": null,
  "views.update": null,
};

/** Scopes that no method asks for, and the part of the manifest that does. */
const SCOPE_OF_FEATURE = {
  commands: (manifest: Manifest) => manifest.commands.length + manifest.shortcuts.length > 0,
  // users.info leaves the address out without it (docs.slack.dev/reference/scopes/users.read.email).
  "users:read.email": (_manifest: Manifest, source: string) => source.includes("profile?.email"),
  // The event link_shared (docs.slack.dev/reference/events/link_shared).
  "links:read": (manifest: Manifest) => manifest.botEvents.includes("link_shared"),
  // conversations.info needs a scope for each kind of channel.
  "groups:read": (_manifest: Manifest, source: string) => source.includes("conversations.info("),
} as const;

const MANIFESTS = ["manifest.yml", "manifest.socket.yml"] as const;

describe.each(MANIFESTS)("%s and the code", (file) => {
  let manifest: Manifest;
  let raw: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly features: Readonly<Record<string, unknown>>;
  };
  let source: string;

  beforeAll(async () => {
    const text = await readFile(join(root, file), "utf8");
    manifest = parseManifest(text);
    raw = parse(text);
    source = await readSources(join(root, "src"));
  });

  test("every command has its handler, and the reverse; people arrive in it as <@U…>", () => {
    expect(manifest.commands.map(({ command }) => command).sort()).toEqual(idsOf("commands"));
    expect(manifest.commands.every(({ isEscaped }) => isEscaped)).toBe(true);
  });

  test("every shortcut has its handler, and the reverse", () => {
    const declared = (kind: "global" | "message") =>
      manifest.shortcuts.flatMap((shortcut) => (shortcut.kind === kind ? shortcut.callbackId : [])).sort();

    expect(declared("global")).toEqual(idsOf("shortcuts"));
    expect(declared("message")).toEqual(idsOf("messageShortcuts"));
  });

  test("every event that is subscribed to has its listener, and the reverse", () => {
    expect([...idsOf("events"), ...Object.keys(ENDS)].sort()).toEqual([...manifest.botEvents].sort());
  });

  test("the scopes are exactly those that the methods and features need", () => {
    const methods = methodsIn(source);
    expect(methods.filter((method) => !(method in SCOPE_OF_METHOD))).toEqual([]);
    const byMethod = methods.flatMap((method) => SCOPE_OF_METHOD[method] ?? []);
    const byFeature = Object.entries(SCOPE_OF_FEATURE).flatMap(([scope, isUsed]) =>
      isUsed(manifest, source) ? scope : [],
    );

    expect([...manifest.botScopes].sort()).toEqual([...new Set([...byMethod, ...byFeature])].sort());
  });

  test("the scopes that are asked for by OAuth are the manifest's", () => {
    expect([...BOT_SCOPES].sort()).toEqual([...manifest.botScopes].sort());
  });

  test("every scope has a comment that names what needs it", async () => {
    const lines = (await readFile(join(root, file), "utf8")).split("\n");

    for (const scope of manifest.botScopes)
      expect(lines.find((line) => line.trim().startsWith(`- ${scope} `))).toMatch(/ # \S/);
  });

  test("the settings without which a real workspace fails are there", () => {
    expect(raw.features["app_home"]).toMatchObject({
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
    expect(raw.settings["interactivity"]).toMatchObject({ is_enabled: true });
  });
});

test("the two manifests differ by the addresses, and by how Slack reaches the app", async () => {
  const [http, socket] = await Promise.all(
    MANIFESTS.map(async (file) => parse(await readFile(join(root, file), "utf8")) as Json),
  );
  const addresses: string[] = [];
  const withoutAddresses = JSON.parse(JSON.stringify(http), (key, value: unknown) => {
    if (!["url", "request_url", "message_menu_options_url"].includes(key)) return value;
    addresses.push(String(value));
    return undefined;
  });
  withoutAddresses.settings.socket_mode_enabled = true;
  // Who installs by OAuth reaches the app at a public address in any case.
  const redirects = withoutAddresses.oauth_config.redirect_urls;
  delete withoutAddresses.oauth_config.redirect_urls;

  expect(http).toMatchObject({ settings: { socket_mode_enabled: false } });
  expect(redirects).toEqual(["https://labeldesk.example.com/slack/oauth_redirect"]);
  expect(addresses).toEqual(Array(4).fill("https://labeldesk.example.com/slack/events"));
  expect(socket).toEqual(withoutAddresses);
});

describe("the code", () => {
  test("every id that a view can carry has its row, and every row is of an id that a view carries", async () => {
    const ids = await idsOfViews();
    const rows = [...idsOf("forms"), ...idsOf("options"), ...idsOf("buttons"), ...idsOf("menus"), ...idsOf("fields")];

    const isTaken = (id: string) => rows.some((row) => row === id || (row.endsWith(":") && id.startsWith(row)));
    expect(ids.filter((id) => !isTaken(id)).sort()).toEqual([...SENDS_NOTHING].sort());
    expect(rows.filter((row) => !ids.includes(row))).toEqual([]);
    expect(new Set(rows).size).toBe(rows.length);
  });
});

/** Views that only tell something, and fields that say what they hold when their form is sent. */
const SENDS_NOTHING: readonly string[] = [
  EXPORT.format,
  FEEDBACK.text,
  HAND_OVER.worker,
  STATUS_VIEW,
  CARD_VIEW,
  CHANGE_MODAL.status,
  CHANGE_MODAL.people,
  ANSWER.none,
  CONNECT.key,
  CONNECT.user,
  CONNECT.app,
  CONNECT.unsent,
  LINK_MODAL.person,
  LINK_MODAL.key,
  SHARE.channel,
  QUESTION.text,
  QUESTION.reply,
  VERDICT.verdict,
  VERDICT.reason,
];

const idsOf = (kind: keyof HandlerTable): string[] => Object.keys(HANDLERS[kind]).sort();

/** What the files of views export in capitals and is written like an id: the view files own them all. */
async function idsOfViews(): Promise<string[]> {
  const folder = join(root, "src/views");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const modules: unknown[] = await Promise.all(files.map((file) => import(join(folder, file))));
  const exported = modules.flatMap((module) => Object.entries(Object(module)));
  const named = exported.filter(([name]) => /^[A-Z_]+$/.test(name) && !/_WORDS$|_BLOCK$/.test(name));
  const values = named.flatMap(([, value]): unknown[] => (isRecord(value) ? Object.values(value) : [value]));
  return values.filter(
    (value): value is string => typeof value === "string" && /^[a-z_]+([.:][A-Za-z_]*)?$/.test(value),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `client.views.open(…)` and the like, in all files. */
function methodsIn(source: string): string[] {
  const calls = source.matchAll(/\b(?:client|interactive|background)\.([a-z]+)\.([a-zA-Z]+)\(/g);
  return [...new Set([...calls].map(([, family, method]) => `${family}.${method}`))].sort();
}

async function readSources(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")));
  return texts.join("\n");
}
