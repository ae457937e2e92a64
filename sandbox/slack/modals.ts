import type { HomeView, ModalView } from "@slack/types";
import { withIds } from "./blocks.ts";
import { passesFilter } from "./conversation-filter.ts";
import { keepValues, mergeValues } from "./field-values.ts";
import { type Json, toObject, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";
import type { Conversation, FieldValues, OpenView } from "./sandbox-state.ts";

export type OpenedIn = Pick<Conversation, "id" | "kind" | "with" | "isExternal">;

/** A view as Slack holds it: a modal in its person's stack, or a person's Home. */
export type HeldView = {
  readonly id: string;
  readonly person: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** The conversation that its person looked at when the first view of the stack was opened. */
  readonly openedIn: OpenedIn | undefined;
  readonly hash: string;
  /** As the app sent it, with ids where it gave none. */
  readonly view: Json;
  readonly values: FieldValues;
};

type Place = Pick<HeldView, "id" | "person" | "rootId" | "previousId" | "openedIn">;

/** Every person's stack of modals (the topmost last) and Home. Rules that fail answer with Slack's error word. */
export class Modals {
  readonly #stacks = new Map<string, readonly HeldView[]>();
  readonly #homes = new Map<string, HeldView>();
  readonly #newId: () => string;
  readonly #now: () => number;
  readonly #bot: string;
  #serial = 0;

  /** `bot` is the bot's user id. */
  constructor(now: () => number, newId: () => string, bot: string) {
    this.#bot = bot;
    this.#now = now;
    this.#newId = newId;
  }

  stack(person: string): readonly HeldView[] {
    return this.#stacks.get(person) ?? [];
  }

  top(person: string): HeldView | undefined {
    return this.stack(person).at(-1);
  }

  home(person: string): HeldView | undefined {
    return this.#homes.get(person);
  }

  find(viewId: string): HeldView | undefined {
    for (const stack of this.#stacks.values()) {
      const found = stack.find((held) => held.id === viewId);
      if (found !== undefined) return found;
    }
    return [...this.#homes.values()].find((home) => home.id === viewId);
  }

  findByExternalId(externalId: string): HeldView | undefined {
    const all = [...this.#stacks.values()].flat();
    return all.find((held) => externalId !== "" && held.view["external_id"] === externalId);
  }

  /** Opens a modal; whatever the person had open is replaced, as in Slack. */
  open(person: string, view: Json, openedIn?: OpenedIn): HeldView {
    const id = `V${this.#newId()}`;
    const held = this.#hold({ id, person, rootId: id, previousId: null, openedIn }, view, {});
    this.#stacks.set(person, [held]);
    return held;
  }

  push(person: string, view: Json): HeldView | { readonly error: string } {
    const stack = this.stack(person);
    const parent = stack.at(-1);
    if (parent === undefined) return { error: "view_not_found" };
    if (stack.length >= LIMITS.view.stack) return { error: "push_limit_reached" };
    const { rootId, openedIn } = parent;
    const place = { id: `V${this.#newId()}`, person, rootId, previousId: parent.id, openedIn };
    const held = this.#hold(place, view, {});
    this.#stacks.set(person, [...stack, held]);
    return held;
  }

  /** `hash` undefined: whatever stands there now is replaced. */
  update(viewId: string, view: Json, hash?: string): HeldView | { readonly error: string } {
    const before = this.find(viewId);
    if (before === undefined) return { error: "not_found" };
    if (hash !== undefined && hash !== before.hash) return { error: "hash_conflict" };
    const held = this.#hold(before, view, before.values);
    this.#replace(held);
    return held;
  }

  publish(person: string, view: Json, hash?: string): HeldView | { readonly error: string } {
    const before = this.home(person);
    if (before !== undefined && hash !== undefined && hash !== before.hash) return { error: "hash_conflict" };
    const id = before?.id ?? `V${this.#newId()}`;
    const held = this.#hold(
      { id, person, rootId: id, previousId: null, openedIn: undefined },
      view,
      before?.values ?? {},
    );
    this.#homes.set(person, held);
    return held;
  }

  /** Takes over what the person typed. The hash stays: typing changes no view. */
  type(viewId: string, touched: FieldValues | undefined): HeldView | undefined {
    const before = this.find(viewId);
    if (before === undefined) return undefined;
    const held = { ...before, values: mergeValues(before.values, touched) };
    this.#replace(held);
    return held;
  }

  /** Closes a view and all that lie on it; returns them, the topmost first. */
  close(viewId: string): readonly HeldView[] {
    const held = this.find(viewId);
    if (held === undefined) return [];
    const stack = this.stack(held.person);
    const index = stack.findIndex((one) => one.id === viewId);
    if (index < 0) return [];
    this.#stacks.set(held.person, stack.slice(0, index));
    return stack.slice(index).reverse();
  }

  clear(person: string): readonly HeldView[] {
    const stack = this.stack(person);
    this.#stacks.delete(person);
    return [...stack].reverse();
  }

  #replace(held: HeldView): void {
    if (this.#homes.get(held.person)?.id === held.id) {
      this.#homes.set(held.person, held);
      return;
    }
    const stack = this.stack(held.person).map((one) => (one.id === held.id ? held : one));
    this.#stacks.set(held.person, stack);
  }

  #hold(place: Place, view: Json, before: FieldValues): HeldView {
    const blocks = withIds(view["blocks"], () => this.#newId().slice(0, 5));
    this.#serial += 1;
    const hash = `${Math.floor(this.#now() / 1000)}.${this.#newId().slice(0, 6)}${this.#serial}`;
    const { id, person, rootId, previousId, openedIn } = place;
    const values = keepValues(blocks, before, (element) => {
      if (openedIn === undefined || element["default_to_current_conversation"] !== true) return undefined;
      return passesFilter(openedIn, toObject(element["filter"]), this.#bot) ? openedIn.id : undefined;
    });
    return { id, person, rootId, previousId, openedIn, hash, view: { ...view, blocks }, values };
  }
}

export type ViewOwner = { readonly teamId: string; readonly appId: string; readonly botId: string };

/** A view as Slack writes it into payloads and answers. */
export function toPayloadView(held: HeldView, owner: ViewOwner): Json {
  const { view } = held;
  return {
    id: held.id,
    team_id: owner.teamId,
    type: view["type"],
    blocks: view["blocks"],
    private_metadata: toText(view["private_metadata"]),
    callback_id: toText(view["callback_id"]),
    state: { values: held.values },
    hash: held.hash,
    title: view["title"] ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: view["clear_on_close"] === true,
    notify_on_close: view["notify_on_close"] === true,
    close: view["close"] ?? null,
    submit: view["submit"] ?? null,
    previous_view_id: held.previousId,
    root_view_id: held.rootId,
    app_id: owner.appId,
    external_id: toText(view["external_id"]),
    app_installed_team_id: owner.teamId,
    bot_id: owner.botId,
  };
}

/** The view was checked against Slack's rules when the app sent it: that is what makes these two casts true. */
export const toOpenView = ({ id, rootId, hash, view, values }: HeldView): OpenView => ({
  id,
  rootId,
  hash,
  view: view as unknown as ModalView,
  values,
});

export const toHomeView = ({ view }: HeldView): HomeView => view as unknown as HomeView;
