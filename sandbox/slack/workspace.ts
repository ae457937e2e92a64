import { createEmulator } from "emulate";
import { type Json, parseJson, toObject, toObjects, toText } from "./json.ts";
import type { PersonSeed } from "./people.ts";
import type { Bot } from "./sandbox-state.ts";

/** Somebody of the workspace, with the id that the emulated Slack gave them. */
export type Member = PersonSeed & {
  readonly id: string;
  /** The token with which the layer acts for them. */
  readonly token: string;
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly members: readonly string[];
};

export type ApiAnswer = { readonly status: number; readonly body: Json };

/** The emulated Slack behind the layer: team, people, channels, and its Web API. */
export type Workspace = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: Bot;
  readonly people: readonly Member[];
  readonly channels: readonly Channel[];
  /** The id of the channel in which people find themselves at first. */
  readonly firstChannel: string;
  /** The conversation of each person with the bot, by the person's id. */
  readonly directMessages: ReadonlyMap<string, string>;
  readonly botToken: string;
  /** Acts as the bot with every scope: for what Slack itself does in the app's name. */
  readonly internalToken: string;
  call(method: string, args: Json, token: string): Promise<ApiAnswer>;
  close(): Promise<void>;
};

const BOT = { userId: "U0LABELDESK", botId: "B0LABELDESK", appId: "A0LABELDESK" } as const;
const TEAM = { name: "Labeldesk sandbox", domain: "labeldesk-sandbox" } as const;
const INTERNAL_TOKEN = "xoxb-sandbox-internal";
/** The emulator makes this user by itself; it is no person here and is used to set the workspace up. */
export const CREATOR_ID = "U000000001";
const CREATOR_TOKEN = "xoxp-sandbox-creator";
const CHANNELS = [
  { name: "general", topic: "Company-wide announcements" },
  { name: "labeling", topic: "What is being labeled, and by whom" },
] as const;
const FIRST_CHANNEL = "labeling";

/** Starts the emulated Slack on a free loopback port with these people and the bot in #general and #labeling. */
export async function startSlackWorkspace(options: {
  readonly people: readonly PersonSeed[];
  readonly appName: string;
  readonly botToken: string;
  readonly botScopes: readonly string[];
  /** As what it is known outside; the emulated Slack has one team alone, which keeps its own id. */
  readonly team?: Workspace["team"];
}): Promise<Workspace> {
  const app = { app_id: BOT.appId, bot_id: BOT.botId, bot_user_id: BOT.userId };
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        team: TEAM,
        users: options.people.map((person) => ({
          name: person.handle,
          real_name: person.realName,
          email: person.email,
          is_admin: person.isAdmin ?? false,
          profile: {
            title: person.title,
            email: person.email,
            display_name: person.realName,
            real_name: person.realName,
          },
        })),
        channels: CHANNELS,
        oauth_apps: [
          {
            ...app,
            client_id: "1.1",
            client_secret: "sandbox",
            name: options.appName,
            redirect_uris: [],
            scopes: options.botScopes,
            bot_name: options.appName.toLowerCase(),
          },
        ],
        tokens: [
          { ...app, token: options.botToken, type: "bot", user_id: BOT.userId, scopes: options.botScopes },
          { ...app, token: INTERNAL_TOKEN, type: "bot", user_id: BOT.userId },
          { token: CREATOR_TOKEN, user_id: CREATOR_ID },
          ...options.people.map((person) => ({ token: toToken(person), user: person.handle })),
        ],
        strict_scopes: true,
      },
    },
  });
  const call = (method: string, args: Json, token: string) => post(`${emulator.url}/api/${method}`, args, token);
  const demand = async (method: string, args: Json, token: string): Promise<Json> => {
    const { body } = await call(method, args, token);
    if (body["ok"] !== true) throw new Error(`The emulated Slack refused ${method}: ${toText(body["error"])}`);
    return body;
  };

  const { members } = await demand("users.list", { limit: 1000 }, CREATOR_TOKEN);
  const idByHandle = new Map(toObjects(members).map((user) => [toText(user["name"]), toText(user["id"])]));
  const people = options.people.map((person) => ({
    ...person,
    id: idByHandle.get(person.handle) ?? "",
    token: toToken(person),
  }));
  const everybody = people.map((person) => person.id);
  const listed = toObjects((await demand("conversations.list", { limit: 1000 }, CREATOR_TOKEN))["channels"]);
  const channels: Channel[] = [];
  for (const { name, topic } of CHANNELS) {
    const id = toText(listed.find((channel) => channel["name"] === name)?.["id"]);
    const invited = [...(name === "general" ? everybody : []), BOT.userId];
    await demand("conversations.invite", { channel: id, users: invited.join(",") }, CREATOR_TOKEN);
    channels.push({ id, name, topic, members: [...everybody, BOT.userId] });
  }
  const directMessages = new Map<string, string>();
  for (const person of people) {
    const opened = await demand("conversations.open", { users: BOT.userId }, person.token);
    directMessages.set(person.id, toText(toObject(opened["channel"])["id"]));
  }
  const { team_id } = await demand("auth.test", {}, options.botToken);
  return {
    team: options.team ?? { ...TEAM, id: toText(team_id) },
    bot: { ...BOT, name: options.appName },
    people,
    channels,
    firstChannel: channels.find(({ name }) => name === FIRST_CHANNEL)?.id ?? "",
    directMessages,
    botToken: options.botToken,
    internalToken: INTERNAL_TOKEN,
    call,
    close: () => emulator.close(),
  };
}

const toToken = (person: PersonSeed): string => `xoxp-sandbox-${person.handle}`;

async function post(url: string, args: Json, token: string): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  const text = await response.text();
  return { status: response.status, body: toObject(parseJson(text)) };
}
