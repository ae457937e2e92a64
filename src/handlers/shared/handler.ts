import type {
  AllMiddlewareArgs,
  AnyMiddlewareArgs,
  BlockAction,
  BlockButtonAction,
  BlockOverflowAction,
  GlobalShortcut,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewClosedAction,
  ViewSubmitAction,
} from "@slack/bolt";
import type { buildNotice } from "../../views/notices.ts";
import type { UseCases } from "./use-cases.ts";

/** Whatever Slack delivers, as Bolt hands it on. */
export type Delivery = AnyMiddlewareArgs & AllMiddlewareArgs;

export type CommandSent = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
export type ShortcutChosen = SlackShortcutMiddlewareArgs<GlobalShortcut> & AllMiddlewareArgs;
export type MessageShortcutChosen = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;
export type ButtonPressed = SlackActionMiddlewareArgs<BlockButtonAction> & AllMiddlewareArgs;
/** An entry of an overflow menu. */
export type MenuChosen = SlackActionMiddlewareArgs<BlockOverflowAction> & AllMiddlewareArgs;
export type FieldChanged = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
export type FormSent = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
export type FormClosed = SlackViewMiddlewareArgs<ViewClosedAction> & AllMiddlewareArgs;
export type OptionsAsked = SlackOptionsMiddlewareArgs<"block_suggestion"> & AllMiddlewareArgs;
export type EventHappened = SlackEventMiddlewareArgs & AllMiddlewareArgs;

/**
 * What is done about one kind and id of delivery: a plain function of what it takes and of what was delivered. Each names the use
 * cases that it takes; the table (index.ts) holds them all as ones that could take any.
 */
export type Handler<Args extends Delivery> = (useCases: UseCases, delivery: Args) => Promise<void>;

/** Answered in the ack where the words alone are enough; else acknowledged, and done after it. */
export type CommandHandler = {
  readonly answer: (text: string) => ReturnType<typeof buildNotice> | undefined;
  /** Whether it opens a window and does no more, so that it changes nothing when it comes twice: Slack takes a trigger once. */
  readonly onlyOpens: (text: string) => boolean;
  readonly handle: Handler<CommandSent>;
};

/** How the promise behind a form's ack is kept: by a submission that it begins, or as one of the requests that are done once. */
export type FormHandler = { readonly isRequest: boolean; readonly handle: Handler<FormSent> };

/**
 * Kind and id of what Slack delivers → its handler. `buttons`, `menus` and `fields` may also name a family of ids, by what they begin with
 * up to and including their first colon.
 */
export type HandlerTable = {
  readonly commands: Rows<CommandHandler>;
  readonly shortcuts: Rows<Handler<ShortcutChosen>>;
  readonly messageShortcuts: Rows<Handler<MessageShortcutChosen>>;
  readonly forms: Rows<FormHandler>;
  /** Of windows that ask to be told (`notify_on_close`). */
  readonly closings: Rows<Handler<FormClosed>>;
  readonly options: Rows<Handler<OptionsAsked>>;
  readonly buttons: Rows<Handler<ButtonPressed>>;
  readonly menus: Rows<Handler<MenuChosen>>;
  readonly fields: Rows<Handler<FieldChanged>>;
  readonly events: Rows<Handler<EventHappened>>;
};

type Rows<Row> = Readonly<Record<string, Row>>;
