import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { toList, toObject, toObjects, toText } from "./json.ts";
import type { CommandInfo, ShortcutInfo } from "./sandbox-state.ts";

/** What Slack knows of an app from its manifest. */
export type Manifest = {
  readonly name: string;
  readonly commands: readonly (CommandInfo & { readonly isEscaped: boolean })[];
  readonly shortcuts: readonly ShortcutInfo[];
  readonly botScopes: readonly string[];
  readonly botEvents: readonly string[];
  readonly isMessagesTabOn: boolean;
  /** People read what the app sends them and cannot answer: no message box, and so no commands there either. */
  readonly isMessagesTabReadOnly: boolean;
  /** Links to these domains, and to those below them, are told to the app. */
  readonly unfurlDomains: readonly string[];
};

/** Reads the fields of an app manifest (YAML or JSON text) that decide what Slack lets an app do. */
export function parseManifest(text: string): Manifest {
  const manifest = toObject(parse(text));
  const features = toObject(manifest["features"]);
  const settings = toObject(manifest["settings"]);
  return {
    name: toText(toObject(manifest["display_information"])["name"]) || "Labeldesk",
    commands: toObjects(features["slash_commands"]).map((command) => ({
      command: toText(command["command"]),
      description: toText(command["description"]),
      usageHint: toText(command["usage_hint"]),
      isEscaped: command["should_escape"] === true,
    })),
    shortcuts: toObjects(features["shortcuts"]).map((shortcut) => ({
      callbackId: toText(shortcut["callback_id"]),
      name: toText(shortcut["name"]),
      description: toText(shortcut["description"]),
      kind: shortcut["type"] === "message" ? "message" : "global",
    })),
    botScopes: toList(toObject(toObject(manifest["oauth_config"])["scopes"])["bot"]).map(toText),
    botEvents: toList(toObject(settings["event_subscriptions"])["bot_events"]).map(toText),
    unfurlDomains: toList(features["unfurl_domains"]).map(toText),
    isMessagesTabOn: toObject(features["app_home"])["messages_tab_enabled"] === true,
    isMessagesTabReadOnly: toObject(features["app_home"])["messages_tab_read_only_enabled"] === true,
  };
}

let ours: Promise<Manifest> | undefined;

/** The manifest at the root of the repository; read once, since tests start one Slack after the other. */
export function readManifest(): Promise<Manifest> {
  ours ??= readFile(new URL("../../manifest.yml", import.meta.url), "utf8").then(parseManifest);
  return ours;
}
