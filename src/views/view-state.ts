import type { ViewStateValue } from "@slack/bolt";

/** `view.state.values` as Slack sends it: by block id, then action id. */
export type ViewState = { readonly [blockId: string]: { readonly [actionId: string]: ViewStateValue } };
