import { withIds } from "./blocks.ts";
import { type Json, toObject, toObjects, toText } from "./json.ts";

/** Blocks that an app has attached to somebody's message because of a link in it (`chat.unfurl`). */
export type Unfurl = { readonly id: number; readonly url: string; readonly blocks: readonly Json[] };

/** What of a message is looked at here. */
type Attached = { readonly attachments: readonly unknown[] };

/** Links of a message to one of the domains, or to a domain below it, each once. */
export function findLinks(
  text: string,
  domains: readonly string[],
): { readonly domain: string; readonly url: string }[] {
  const found = new Map<string, string>();
  for (const [address] of text.matchAll(/https?:\/\/[^\s<>|]+/g)) {
    const url = address.replaceAll("&amp;", "&").replace(/[.,;:!?)]+$/, "");
    if (!URL.canParse(url)) continue;
    const { hostname } = new URL(url);
    const domain = domains.find((one) => hostname === one || hostname.endsWith(`.${one}`));
    if (domain !== undefined) found.set(url, domain);
  }
  return [...found].map(([url, domain]) => ({ domain, url }));
}

/** A message's attachments with what is unfurled now: the same link's earlier one is replaced. */
export function attachUnfurls(message: Attached, unfurls: Json, newId: () => string): readonly Json[] {
  const links = Object.entries(unfurls);
  const kept = toObjects(message.attachments).filter((each) => !(toText(each["from_url"]) in unfurls));
  const attached = links.map(([url, content]) => {
    const unfurl = toObject(content);
    return { ...unfurl, from_url: url, blocks: withIds(unfurl["blocks"], newId) };
  });
  return [...kept, ...attached].map((each, index) => ({ ...each, id: index + 1 }));
}

export const unfurlsOf = ({ attachments }: Attached): readonly Unfurl[] =>
  toObjects(attachments).map((each, index) => ({
    id: index + 1,
    url: toText(each["from_url"]),
    blocks: toObjects(each["blocks"]),
  }));

/** The message's own blocks, and those attached to it. */
export const allBlocksOf = (message: Attached & { readonly blocks: readonly Json[] }): readonly Json[] => [
  ...message.blocks,
  ...unfurlsOf(message).flatMap(({ blocks }) => blocks),
];
