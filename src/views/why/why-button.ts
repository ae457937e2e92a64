import type { KnownBlock } from "@slack/types";
import { WHY_KINDS, type WhyKind } from "../../domain/notifications/why.ts";
import { actions, button } from "../blocks.ts";

const PREFIX = "why:";

/** The button's id carries the kind of message, its value the task's id. */
export const WHY = {
  /** What the ids of all its buttons begin with. */
  family: PREFIX,
  kindOf: (actionId: string): WhyKind | undefined => WHY_KINDS.find((kind) => PREFIX + kind === actionId),
} as const;

/** The one way in which a message that asks something of somebody says why they have it: **Why me?**, last among its buttons. */
export function withWhy<M extends { readonly blocks: readonly KnownBlock[] }>(
  message: M,
  kind: WhyKind,
  taskId: string,
): M & { readonly blocks: KnownBlock[] } {
  const why = button(PREFIX + kind, "Why me?", { value: taskId });
  const last = message.blocks.findLastIndex(({ type }) => type === "actions");
  const blocks = message.blocks.map((block, index) =>
    index === last && block.type === "actions" ? { ...block, elements: [...block.elements, why] } : block,
  );
  return { ...message, blocks: last === -1 ? [...blocks, actions("why", [why])] : blocks };
}
