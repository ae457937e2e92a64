import type { ModalView } from "@slack/types";
import { NEWS_KINDS, type NewsKind } from "../../domain/channels/channel-follow.ts";
import { headline, input, option, plain } from "../blocks.ts";
import { parseObject, type ViewState } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { CHANNEL } from "./ids.ts";

export const NEWS_WORDS: Readonly<Record<NewsKind, string>> = {
  created: "Created",
  half: "Half done",
  review: "Waiting for review",
  finished: "Finished or closed",
};

const NEWS_HINTS: Readonly<Record<NewsKind, string>> = {
  created: "By whom and when",
  half: "Half of it is labeled",
  review: "Labels wait for reviewers; once a day at most",
  finished: "How much was labeled, and how long it took",
};

const NAME_SHOWN = 100;

/** What is followed in which channel: a task, or all tasks of a lead, by id. */
export type KindsMetadata = { readonly channel: string; readonly taskId?: string; readonly lead?: string };

/** Asks what a channel is to be told in the threads of what it follows; `what` names that. */
export function buildKindsModal(metadata: KindsMetadata, what: string, kinds: readonly NewsKind[]): ModalView {
  const options = NEWS_KINDS.map((kind) => option(kind, NEWS_WORDS[kind], NEWS_HINTS[kind]));
  const chosen = options.filter(({ value }) => kinds.some((kind) => kind === value));
  return {
    type: "modal",
    callback_id: CHANNEL.window,
    private_metadata: JSON.stringify(metadata),
    title: plain("What to tell", LIMITS.viewTitle),
    submit: plain("Save", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks: [
      headline(truncate(what, NAME_SHOWN)),
      input(
        "Told in the thread",
        {
          type: "checkboxes",
          action_id: CHANNEL.field,
          options,
          ...(chosen.length > 0 && { initial_options: chosen }),
        },
        { optional: true, hint: "The card itself always changes." },
      ),
    ],
  };
}

/** Undefined for a window that this version has not made. */
export function readKindsMetadata(text: string): KindsMetadata | undefined {
  const { channel, taskId, lead } = parseObject(text) ?? {};
  if (typeof channel !== "string") return undefined;
  if (typeof taskId === "string") return { channel, taskId };
  return typeof lead === "string" ? { channel, lead } : undefined;
}

export function readKinds(state: ViewState): readonly NewsKind[] {
  const chosen = state[CHANNEL.field]?.[CHANNEL.field]?.selected_options ?? [];
  return NEWS_KINDS.filter((kind) => chosen.some(({ value }) => value === kind));
}
