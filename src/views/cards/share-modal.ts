import type { ModalView } from "@slack/types";
import { input, paragraph, plain } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { parseObject } from "../form-state.ts";
import { LIMITS } from "../limits.ts";

export const SHARE = { view: "share_card", channel: "share_card:channel" } as const;

/** Asks where a task's card is to be posted; `problem` says what stood in the way of the last attempt. */
export function buildShareModal(model: { taskId: string; channel?: string; problem?: string }): ModalView {
  const { taskId, channel, problem } = model;
  return {
    type: "modal",
    callback_id: SHARE.view,
    private_metadata: JSON.stringify({ task: taskId }),
    title: plain("Share task", LIMITS.viewTitle),
    submit: plain("Share", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks: [
      ...(problem === undefined ? [] : [paragraph(`⚠ ${problem}`)]),
      input(
        "Channel",
        {
          type: "conversations_select",
          action_id: SHARE.channel,
          response_url_enabled: true,
          filter: { include: ["public", "private"], exclude_bot_users: true, exclude_external_shared_channels: true },
          ...(channel === undefined ? { default_to_current_conversation: true } : { initial_conversation: channel }),
        },
        { hint: "Everybody there sees the task, and follows it: the card changes with it." },
      ),
    ],
  };
}

export const readShareChannel = (state: ViewState): string | undefined =>
  state[SHARE.channel]?.[SHARE.channel]?.selected_conversation ?? undefined;

export function readShareTask(metadata: string): string | undefined {
  const task = parseObject(metadata)?.["task"];
  return typeof task === "string" ? task : undefined;
}
