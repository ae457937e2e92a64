import type { ApiMethod } from "./api-method.ts";
import { type Json, toObjects, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";

/** Reading what was said. The emulated Slack looks at no dates, and shows metadata unasked. */
export const HISTORY_METHODS = {
  "conversations.history": readPage,
  "conversations.replies": readPage,
} as const satisfies Readonly<Record<string, ApiMethod>>;

async function readPage(...[, args, forward]: Parameters<ApiMethod>): Promise<Json> {
  const { cursor, limit, ...whole } = args;
  const answer = await forward({ ...whole, limit: LIMITS.history.messages });
  if (answer["ok"] !== true) return answer;
  const all = toObjects(answer["messages"]).filter((message) => isWithin(toText(message["ts"]), args));
  const from = Number(toText(cursor).replace("next:", "")) || 0;
  const until = from + Math.min(Number(limit) || LIMITS.history.usual, LIMITS.history.messages);
  const messages = all
    .slice(from, until)
    .map((message) => (isTrue(args["include_all_metadata"]) ? message : bare(message)));
  const hasMore = until < all.length;
  return {
    ok: true,
    messages,
    has_more: hasMore,
    ...(hasMore && { response_metadata: { next_cursor: `next:${until}` } }),
  };
}

function isWithin(ts: string, args: Json): boolean {
  const [oldest, latest] = [Number(toText(args["oldest"])) || 0, Number(toText(args["latest"])) || Number.MAX_VALUE];
  const at = Number(ts);
  return isTrue(args["inclusive"]) ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function bare({ metadata: _metadata, ...message }: Json): Json {
  return message;
}

const isTrue = (value: unknown): boolean => value === true || value === "true" || value === "1";
