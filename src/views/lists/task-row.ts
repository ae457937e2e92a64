import type { Button, KnownBlock } from "@slack/types";
import type { OwnPart } from "../../domain/own-part.ts";
import { button, smallPrint, titled } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { LIMITS, truncate } from "../limits.ts";
import { ownButtons } from "../own/own-part.ts";

/** A task in a list: name and state; small below it what it is; and, where something waits for whoever reads it, the way into it. */
export function taskRow(
  task: { readonly id: string; readonly name: string; readonly state: string; readonly facts: string },
  own: OwnPart = {},
): KnownBlock[] {
  const { id, name, state, facts } = task;
  const named = (one: Button): Button => ({
    ...one,
    accessibility_label: truncate(`${one.text.text} ${name}`, LIMITS.buttonText),
  });
  const open = named(button(CARD.open, "Open", { value: id }));
  const go = ownButtons(id, own).map(named);
  const text = titled(name, state);
  if (go.length === 0) return [{ type: "section", text, accessory: open }, smallPrint(facts)];
  return [{ type: "section", text }, smallPrint(facts), { type: "actions", elements: [...go, open] }];
}
