import { type DeliveryBody, installationOf, organizationOf } from "../../domain/notifications/delivery-sender.ts";

/** The end of the app in workspaces, or in an organization, as Slack tells of it. */
export type Ended = { readonly teams: readonly string[]; readonly at: Date };

/** Where each event says that the app has ended; none where it says something else. */
export const ENDS: Readonly<Record<string, (event: object, body: DeliveryBody) => readonly string[]>> = {
  app_uninstalled: (_event, body) => placeOf(body),
  /** An organization has taken the app out of some of its workspaces. */
  team_access_revoked: (event) => textsIn(event, "team_ids"),
  /** People's own tokens come and go; without the bot's nothing can be done any more. */
  tokens_revoked: (event, body) => ("tokens" in event && textsIn(event.tokens, "bot").length > 0 ? placeOf(body) : []),
};

/** What a delivery tells of the app's end; undefined where it is none of these events. It needs no workspace at work: one that does not open can be left too. */
export function endIn(body: DeliveryBody): Ended | undefined {
  const { event, event_time: seconds } = body;
  if (typeof event !== "object" || event === null || typeof seconds !== "number") return undefined;
  const type = "type" in event && typeof event.type === "string" ? event.type : "";
  const read = Object.hasOwn(ENDS, type) ? ENDS[type] : undefined;
  return read && { teams: read(event, body), at: new Date(seconds * 1000) };
}

function placeOf(body: DeliveryBody): readonly string[] {
  const team = organizationOf(body) ?? installationOf(body);
  return team === undefined ? [] : [team];
}

function textsIn(of: unknown, key: string): readonly string[] {
  const list: unknown = typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}
