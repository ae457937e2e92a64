import type { SlackCore } from "./core.ts";
import type { Json } from "./json.ts";

/** Calls the emulated Slack with the app's own token. */
type Forward = (args: Json) => Promise<Json>;

/** How the layer answers a method of the Web API. */
export type ApiMethod = (core: SlackCore, args: Json, forward: Forward) => Promise<Json> | Json;
