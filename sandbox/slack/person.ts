import type { Option } from "@slack/types";
import { findElements, type PlacedElement } from "./blocks.ts";
import type { HeldMessage } from "./conversation-book.ts";
import type { ApiCall } from "./core.ts";
import { ImpossibleAction } from "./impossible-action.ts";
import { toText } from "./json.ts";
import type { HeldView } from "./modals.ts";
import { PersonAtModal } from "./person-at-modal.ts";
import type { Delivered, Place } from "./protocol.ts";
import { allBlocksOf } from "./unfurls.ts";
import { listOptions, readText, says } from "./what-people-read.ts";

export { wordsOf } from "./what-people-read.ts";

/**
 * A person at their Slack, for tests: finds fields by their label and buttons by their words, as people do.
 * What a client would not let them do throws `ImpossibleAction`.
 */
export class SlackPerson extends PersonAtModal {
  /** Runs `/task create` in #labeling, or in the conversation given by id. Resolves when the app has acknowledged it. */
  command(text: string, channel = this.channel("labeling")): Promise<Delivered> {
    return this.client.runCommand({ as: this.id, channel, text });
  }

  /** Runs a command and waits for the modal that it opens. Rejects with Slack's error word as soon as Slack refuses to open it. */
  async openModal(text = "/task create", timeoutMs?: number): Promise<HeldView> {
    const before = this.core.modals.top(this.id)?.id;
    let refusal: string | undefined;
    const stop = this.core.signals.listen((signal) => {
      if (signal.type === "call") refusal = this.#refusalOf(signal.call) ?? refusal;
    });
    try {
      const { notice } = await this.command(text);
      if (notice !== null) throw new Error(notice);
      return await this.until(() => {
        const top = this.core.modals.top(this.id);
        if (top !== undefined && top.id !== before) return top;
        if (refusal !== undefined) throw new Error(`"${text}" opened no window: ${refusal}`);
        return undefined;
      }, timeoutMs);
    } finally {
      stop();
    }
  }

  /** Slack's error word where the call was to open a window before this person. */
  #refusalOf({ method, args, status, answer }: ApiCall): string | undefined {
    const isRefused = method === "views.open" && status === 200 && answer["ok"] !== true;
    if (!isRefused || this.core.triggers.ownerOf(toText(args["trigger_id"])) !== this.id) return undefined;
    return toText(answer["error"]);
  }

  shortcut(callbackId: string): Promise<Delivered> {
    return this.client.runShortcut({ as: this.id, callbackId });
  }

  messageShortcut(callbackId: string, message: { channel: string; ts: string }): Promise<Delivered> {
    return this.client.runShortcut({ as: this.id, callbackId, message: { channel: message.channel, ts: message.ts } });
  }

  say(text: string, channel = this.channel("labeling")): Promise<Delivered> {
    return this.client.sendMessage({ as: this.id, channel, text });
  }

  openHome(tab: "home" | "messages" = "home"): Promise<Delivered> {
    return this.client.openHome({ as: this.id, tab });
  }

  channel(name: string): string {
    const room = this.core.book.findRoomByName(name);
    if (room === undefined) throw new ImpossibleAction(`There is no #${name}`);
    return room.id;
  }

  home(): HeldView | undefined {
    return this.core.modals.home(this.id);
  }

  /** Presses a button by its words: in the message given, else in the open modal, else in the newest message that has it, else in Home. */
  async press(words: string, message?: HeldMessage): Promise<Delivered> {
    const { place, placed } = this.#findButton(words, message);
    const { blockId, actionId } = placed;
    return this.client.act({ as: this.id, place, blockId, actionId, value: { type: "button" } });
  }

  /** Chooses an entry of an overflow menu or a select in a message, by its words. */
  pickInMessage(message: HeldMessage, words: string): Promise<Delivered> {
    return this.#pick({ kind: "message", channel: message.channel, ts: message.ts }, message.blocks, words);
  }

  /** The same in the open modal. */
  pickInWindow(words: string): Promise<Delivered> {
    const { id, view } = this.view();
    return this.#pick({ kind: "view", viewId: id }, view["blocks"], words);
  }

  async #pick(place: Place, blocks: unknown, words: string): Promise<Delivered> {
    for (const { element, blockId, actionId, type } of findElements(blocks)) {
      const option = listOptions(element).find((one) => readText(one["text"]) === words);
      if (option === undefined) continue;
      const value = { type, selected_option: option as unknown as Option };
      return this.client.act({ as: this.id, place, blockId, actionId, value });
    }
    throw new ImpossibleAction(`No entry "${words}" there`);
  }

  /** What the app has written to this person alone, oldest first. */
  directMessages(): readonly HeldMessage[] {
    const channel = this.core.workspace.directMessages.get(this.id) ?? "";
    return this.core.book.list(channel, this.id).filter((message) => message.onlyFor === null);
  }

  /** What only this person sees ("Only visible to you"), over all conversations. */
  ephemerals(): readonly HeldMessage[] {
    return this.core.book.listAll(this.id).filter((message) => message.onlyFor === this.id);
  }

  messages(channel: string): readonly HeldMessage[] {
    return this.core.book.list(channel, this.id);
  }

  /** Waits for a direct message of the app that says `words` (in its text or blocks). */
  untilMessage(words: string | RegExp, timeoutMs?: number): Promise<HeldMessage> {
    return this.until(() => this.directMessages().find((message) => says(message, words)), timeoutMs);
  }

  untilEphemeral(words: string | RegExp, timeoutMs?: number): Promise<HeldMessage> {
    return this.until(() => this.ephemerals().find((message) => says(message, words)), timeoutMs);
  }

  #findButton(words: string, message: HeldMessage | undefined): { place: Place; placed: PlacedElement } {
    const among = (blocks: unknown) =>
      findElements(blocks).find(({ type, element }) => type === "button" && readText(element["text"]) === words);
    const view = this.currentView();
    const inView = message === undefined && view !== undefined ? among(view.view["blocks"]) : undefined;
    if (view !== undefined && inView !== undefined) return { place: { kind: "view", viewId: view.id }, placed: inView };
    const newestFirst = message === undefined ? [...this.core.book.listAll(this.id)].reverse() : [message];
    for (const { channel, ts, blocks } of newestFirst) {
      const held = this.core.book.find(channel, ts);
      const placed = among(held ? allBlocksOf(held) : blocks);
      if (placed !== undefined) return { place: { kind: "message", channel, ts }, placed };
    }
    const inHome = message === undefined ? among(this.home()?.view["blocks"]) : undefined;
    if (inHome === undefined) throw new ImpossibleAction(`${this.name} sees no button "${words}"`);
    return { place: { kind: "home" }, placed: inHome };
  }
}
