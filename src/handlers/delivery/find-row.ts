import { splitVerb } from "../../domain/command-line.ts";
import { truncate } from "../../views/limits.ts";
import type {
  ButtonPressed,
  Delivery,
  FieldChanged,
  FormClosed,
  FormSent,
  HandlerTable,
  MenuChosen,
  MessageShortcutChosen,
  OptionsAsked,
  ShortcutChosen,
} from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

const WORDS_SHOWN = 40;

/** The row of the table that takes a delivery. */
export type Row = {
  /** How the person has asked for it, in their words, where it is done once; undefined for what changes nothing when it comes twice. */
  readonly asked: string | undefined;
  readonly handle: (useCases: UseCases) => Promise<void>;
};

/** Looks the delivery's kind and id up, once; undefined for what is in no row. */
export function findRow(table: HandlerTable, delivery: Delivery): Row | undefined {
  if ("command" in delivery) {
    const { command, ack } = delivery;
    const row = rowOf(table.commands, command.command);
    if (!row) return undefined;
    const answer = row.answer(command.text ?? "");
    if (answer) return { asked: undefined, handle: () => ack({ response_type: "ephemeral", ...answer }) };
    const { verb } = splitVerb(command.text ?? "");
    return {
      asked: row.onlyOpens(command.text ?? "") ? undefined : shown(`${command.command} ${verb}`.trim()),
      handle: async (useCases) => {
        await ack();
        await row.handle(useCases, delivery);
      },
    };
  }
  if (isForm(delivery)) {
    const row = rowOf(table.forms, delivery.view?.callback_id);
    const asked = row?.isRequest ? delivery.view.title.text : undefined;
    return row && { asked, handle: (useCases) => row.handle(useCases, delivery) };
  }
  if (isClosing(delivery)) {
    const row = rowOf(table.closings, delivery.view?.callback_id);
    return row && { asked: undefined, handle: (useCases) => row(useCases, delivery) };
  }
  if (isButton(delivery)) {
    const row = rowOrFamilyOf(table.buttons, delivery.action.action_id);
    const asked = shown(delivery.action.text?.text ?? "Your press of a button");
    return row && { asked, handle: (useCases) => row(useCases, delivery) };
  }
  if (isMenu(delivery)) {
    const row = rowOrFamilyOf(table.menus, delivery.action.action_id);
    const asked = shown(delivery.action.selected_option?.text?.text ?? "Your choice in a menu");
    return row && { asked, handle: (useCases) => row(useCases, delivery) };
  }
  if (isField(delivery)) {
    const row = rowOrFamilyOf(table.fields, delivery.action?.action_id);
    return row && { asked: undefined, handle: (useCases) => row(useCases, delivery) };
  }
  if (isOptions(delivery)) {
    const row = rowOf(table.options, delivery.payload.action_id);
    return row && { asked: undefined, handle: (useCases) => row(useCases, delivery) };
  }
  if (isShortcut(delivery)) {
    const row = rowOf(table.shortcuts, delivery.shortcut.callback_id);
    // It opens a window, as `/task create` does.
    return row && { asked: undefined, handle: (useCases) => row(useCases, delivery) };
  }
  if (isMessageShortcut(delivery)) {
    const row = rowOf(table.messageShortcuts, delivery.shortcut.callback_id);
    return row && { asked: "Create task", handle: (useCases) => row(useCases, delivery) };
  }
  if ("event" in delivery) {
    const row = rowOf(table.events, delivery.event.type);
    return row && { asked: undefined, handle: (useCases) => row(useCases, delivery) };
  }
  return undefined;
}

const shown = (text: string): string => truncate(text, WORDS_SHOWN);

const rowOf = <R>(rows: Readonly<Record<string, R>>, id: string | undefined): R | undefined =>
  id !== undefined && Object.hasOwn(rows, id) ? rows[id] : undefined;

/** By the whole id, else by its family. */
function rowOrFamilyOf<R>(rows: Readonly<Record<string, R>>, id: string | undefined): R | undefined {
  return rowOf(rows, id) ?? rowOf(rows, id?.slice(0, id.indexOf(":") + 1));
}

const isForm = (delivery: Delivery): delivery is FormSent =>
  "view" in delivery && delivery.body.type === "view_submission";

const isClosing = (delivery: Delivery): delivery is FormClosed =>
  "view" in delivery && delivery.body.type === "view_closed";

const isButton = (delivery: Delivery): delivery is ButtonPressed =>
  isField(delivery) && delivery.action?.type === "button";

const isMenu = (delivery: Delivery): delivery is MenuChosen =>
  isField(delivery) && delivery.action?.type === "overflow";

const isField = (delivery: Delivery): delivery is FieldChanged =>
  "action" in delivery && delivery.body.type === "block_actions";

const isOptions = (delivery: Delivery): delivery is OptionsAsked =>
  "options" in delivery && delivery.body.type === "block_suggestion";

const isShortcut = (delivery: Delivery): delivery is ShortcutChosen =>
  "shortcut" in delivery && delivery.body.type === "shortcut";

const isMessageShortcut = (delivery: Delivery): delivery is MessageShortcutChosen =>
  "shortcut" in delivery && delivery.body.type === "message_action";
