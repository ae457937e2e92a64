import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type Manifest, parseManifest } from "../../sandbox/slack/manifest.ts";
import { KNOWN_IDS, registerHandlers } from "../../src/handlers/index.ts";
import { STATUS_VIEW } from "../../src/views/status-view.ts";
import { CARD_VIEW } from "../../src/views/task-card.ts";

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
  "users.info": "users:read",
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
} as const;

describe("manifest.yml and the code", () => {
  let manifest: Manifest;
  let raw: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly features: Readonly<Record<string, unknown>>;
  };
  let source: string;

  beforeAll(async () => {
    const text = await readFile(join(root, "manifest.yml"), "utf8");
    manifest = parseManifest(text);
    raw = parse(text);
    source = await readSources(join(root, "src"));
  });

  test("every command has its handler, and the reverse; people arrive in it as <@U…>", () => {
    expect(manifest.commands.map(({ command }) => command).sort()).toEqual([...KNOWN_IDS.commands].sort());
    expect(manifest.commands.every(({ isEscaped }) => isEscaped)).toBe(true);
    for (const command of KNOWN_IDS.commands) expect(source).toMatch(new RegExp(`= "${command}"`));
  });

  test("every shortcut has its handler, and the reverse", () => {
    expect(manifest.shortcuts.map(({ callbackId }) => callbackId).sort()).toEqual([...KNOWN_IDS.shortcuts].sort());
  });

  test("every event that is subscribed to has its listener, and the reverse", () => {
    const listened = [...source.matchAll(/\bapp\.event(?:<[^>]*>)?\(\s*"([a-z_]+)"/g)].map(([, name]) => name);

    expect([...new Set(listened)].sort()).toEqual([...manifest.botEvents].sort());
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

  test("every scope has a comment that names what needs it", async () => {
    const lines = (await readFile(join(root, "manifest.yml"), "utf8")).split("\n");

    for (const scope of manifest.botScopes)
      expect(lines.find((line) => line.trim().startsWith(`- ${scope} `))).toMatch(/ # \S/);
  });

  test("the settings without which a real workspace fails are there", () => {
    expect(raw.features["app_home"]).toMatchObject({
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
    expect(raw.settings["interactivity"]).toMatchObject({ is_enabled: true });
    expect(raw.settings).toMatchObject({ socket_mode_enabled: false });
  });

  test("every button, list and form that a view can carry has its handler, and the reverse", () => {
    const { views, options, buttons } = KNOWN_IDS;
    const registered = recordRegistrations();
    const taken = (kind: Kind) => (id: string) => registered[kind].some((constraint) => matches(constraint, id));
    const words = (kind: Kind) => registered[kind].filter((constraint) => typeof constraint === "string");

    expect(buttons.filter((id) => !taken("action")(id))).toEqual([]);
    expect(words("action").filter((id) => !KNOWN_IDS.isAction(id))).toEqual([]);
    expect(words("options").sort()).toEqual([...options].sort());
    // Views that only tell something have nothing to submit.
    const told: readonly string[] = [STATUS_VIEW, CARD_VIEW];
    expect(views.filter((id) => !taken("view")(id) && !told.includes(id))).toEqual([]);
    expect(words("view").filter((id) => !views.some((view) => view === id))).toEqual([]);
    expect(words("command").sort()).toEqual([...KNOWN_IDS.commands].sort());
    expect(words("shortcut").sort()).toEqual([...KNOWN_IDS.shortcuts].sort());
    const ids = [...views, ...options, ...buttons];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const KINDS = ["action", "view", "options", "command", "shortcut", "event"] as const;
type Kind = (typeof KINDS)[number];
type Constraint = string | RegExp;

/** What the handlers ask Bolt for: by kind, the ids and patterns. */
function recordRegistrations(): Record<Kind, Constraint[]> {
  const registered: Record<Kind, Constraint[]> = {
    action: [],
    view: [],
    options: [],
    command: [],
    shortcut: [],
    event: [],
  };
  const note = (kind: Kind) => (asked: Constraint | Readonly<Record<string, Constraint>>) => {
    const isBare = typeof asked === "string" || asked instanceof RegExp;
    registered[kind].push(isBare ? asked : (asked["action_id"] ?? asked["callback_id"] ?? ""));
  };
  const app = { ...Object.fromEntries(KINDS.map((kind) => [kind, note(kind)])), use: () => {}, error: () => {} };
  // Handlers are registered, none of them runs.
  registerHandlers(app as never, anything as never);
  return registered;
}

/** Has every property and can be called. */
const anything: unknown = new Proxy(() => anything, { get: () => anything });

const matches = (constraint: Constraint, id: string): boolean =>
  typeof constraint === "string" ? constraint === id : constraint.test(id);

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
