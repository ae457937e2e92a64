import type { Option } from "@slack/types";
import { findElements, type PlacedElement, readWords } from "./blocks.ts";
import type { SlackClient } from "./client.ts";
import type { SlackCore } from "./core.ts";
import { ImpossibleAction } from "./impossible-action.ts";
import { type Json, toObject, toObjects, toText } from "./json.ts";
import type { HeldView } from "./modals.ts";
import type { Delivered, Place, ViewSubmissionAnswer } from "./protocol.ts";
import type { FieldValue } from "./sandbox-state.ts";
import { dispatches, dispatchesOn, isInput, labelOf, listOptions, matches, readText } from "./what-people-read.ts";
import type { Member } from "./workspace.ts";

type Until = <T>(condition: () => T | undefined | null | false, timeoutMs?: number) => Promise<T>;

/** A person before their open modal: reads it, fills its fields, which they find by their labels, and sends or closes it. */
export class PersonAtModal {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  protected readonly core: SlackCore;
  protected readonly client: SlackClient;
  protected readonly until: Until;

  constructor(member: Member, core: SlackCore, client: SlackClient, until: Until) {
    this.id = member.id;
    this.handle = member.handle;
    this.name = member.realName;
    this.email = member.email;
    this.core = core;
    this.client = client;
    this.until = until;
  }

  /** The topmost open modal. */
  view(): HeldView {
    const top = this.core.modals.top(this.id);
    if (top === undefined) throw new ImpossibleAction(`${this.name} has no modal open`);
    return top;
  }

  /** The topmost open modal, if any. */
  currentView(): HeldView | undefined {
    return this.core.modals.top(this.id);
  }

  title(): string {
    return readText(this.view().view["title"]);
  }

  /** All words of the open modal. */
  words(): string {
    return readWords(this.view().view["blocks"]);
  }

  /** The labels of the open modal's fields, in order. */
  labels(): readonly string[] {
    return toObjects(this.view().view["blocks"]).filter(isInput).map(labelOf);
  }

  /** The options' words of a field that lists them itself. */
  options(label: string): readonly string[] {
    return listOptions(this.field(label).element).map((option) => readText(option["text"]));
  }

  field(label: string): PlacedElement {
    const placed = this.findField(label);
    if (placed === undefined) throw new ImpossibleAction(`No field "${label}" among ${JSON.stringify(this.labels())}`);
    return placed;
  }

  /** A field by its label; for one outside an input block, the words of its block or its placeholder. */
  findField(label: string): PlacedElement | undefined {
    const view = this.currentView();
    if (view === undefined) return undefined;
    const all = findElements(view.view["blocks"]);
    return (
      all.find(({ block }) => isInput(block) && labelOf(block) === label) ??
      all.find(
        ({ block, element, type }) =>
          type !== "button" && (readText(block["text"]) === label || readText(element["placeholder"]) === label),
      )
    );
  }

  /** What the field holds now. */
  value(label: string): FieldValue {
    const { blockId, actionId } = this.field(label);
    const value = this.view().values[blockId]?.[actionId];
    if (value === undefined) throw new ImpossibleAction(`"${label}" holds no value`);
    return value;
  }

  /** Types a whole text into a field; one that dispatches while typing sends it to the app once. */
  async fill(label: string, text: string): Promise<void> {
    const placed = this.field(label);
    const { length } = text;
    const max = placed.element["max_length"];
    if (typeof max === "number" && length > max)
      throw new ImpossibleAction(`"${label}" takes ${max} characters at most`);
    await this.#enter(placed, { type: placed.type, value: text }, dispatchesOn(placed, "on_character_entered"));
  }

  /** Types character by character, as fast as the app acknowledges. */
  async type(label: string, text: string): Promise<void> {
    for (let length = 1; length <= text.length; length += 1) await this.fill(label, text.slice(0, length));
  }

  /** Presses Enter in a text field. */
  async pressEnter(label: string): Promise<void> {
    const placed = this.field(label);
    await this.#enter(placed, this.value(label), dispatchesOn(placed, "on_enter_pressed"));
  }

  /** Chooses by the option's words in a select, radio buttons, or a type-ahead (which is asked for them, or for `query`). */
  async choose(label: string, words: string, query = words): Promise<void> {
    const placed = this.field(label);
    const option = demandOption(label, await this.#listOffered(placed, query), words);
    await this.#enter(placed, { type: placed.type, selected_option: option }, dispatches(placed));
  }

  /** Chooses exactly these options in a multi select or checkboxes; `query` where a type-ahead is asked for something else. */
  async chooseAll(label: string, choices: readonly (string | { words: string; query: string })[]): Promise<void> {
    const placed = this.field(label);
    const options: Option[] = [];
    let offered: Offer | undefined;
    for (const choice of choices) {
      const { words, query } = typeof choice === "string" ? { words: choice, query: choice } : choice;
      // Whoever ticks several in one list types once.
      if (offered?.query !== query) offered = { query, options: await this.#listOffered(placed, query) };
      options.push(demandOption(label, offered.options, words));
    }
    await this.#enter(placed, { type: placed.type, selected_options: options }, dispatches(placed));
  }

  /** What the type-ahead offers for that text, in words. */
  async suggestions(label: string, query: string): Promise<readonly string[]> {
    return (await this.#suggest(this.field(label), query)).map((option) => readText(option.text));
  }

  /** Picks people, by handle, name or id, in a people select. */
  async pickPeople(label: string, people: readonly string[]): Promise<void> {
    const placed = this.field(label);
    const ids = people.map((person) => this.#findPerson(person));
    const value = placed.type.startsWith("multi_") ? { selected_users: ids } : { selected_user: ids[0] ?? null };
    await this.#enter(placed, { type: placed.type, ...value }, dispatches(placed));
  }

  /** Sets any other field's value in the shape of `state.values`. */
  async set(label: string, value: Omit<FieldValue, "type">): Promise<void> {
    const placed = this.field(label);
    await this.#enter(placed, { type: placed.type, ...value }, dispatches(placed));
  }

  submit(): Promise<ViewSubmissionAnswer> {
    return this.client.submit({ as: this.id, viewId: this.view().id });
  }

  /** Submits and expects errors under fields: what stands under each, by the field's label. */
  async submitExpectingErrors(): Promise<Readonly<Record<string, string>>> {
    const blocks = toObjects(this.view().view["blocks"]);
    const answer = await this.submit();
    if (answer.result !== "errors") throw new Error(`Expected errors under fields, got ${JSON.stringify(answer)}`);
    const byLabel: Record<string, string> = {};
    for (const [blockId, error] of Object.entries(answer.errors))
      byLabel[labelOf(toObject(blocks.find((block) => block["block_id"] === blockId)))] = error;
    return byLabel;
  }

  close(options: { isCleared?: boolean } = {}): Promise<Delivered> {
    return this.client.close({ as: this.id, viewId: this.view().id, ...options });
  }

  /** Waits until the open modal has the field (or, with `isThere: false`, has it no more). */
  async untilField(label: string, options: { isThere?: boolean; timeoutMs?: number } = {}): Promise<void> {
    const isThere = options.isThere ?? true;
    await this.until(() => (this.findField(label) !== undefined) === isThere, options.timeoutMs);
  }

  /** Waits until the open modal says `words`. */
  async untilWords(words: string | RegExp, timeoutMs?: number): Promise<void> {
    await this.until(() => {
      const view = this.currentView();
      return view !== undefined && matches(`${readText(view.view["title"])}\n${readWords(view.view["blocks"])}`, words);
    }, timeoutMs);
  }

  async #enter(placed: PlacedElement, value: FieldValue, isDispatched: boolean): Promise<void> {
    const { blockId, actionId } = placed;
    const view = this.view();
    if (!isDispatched) {
      this.core.modals.type(view.id, { [blockId]: { [actionId]: value } });
      return;
    }
    const place: Place = { kind: "view", viewId: view.id };
    const { notice } = await this.client.act({ as: this.id, place, blockId, actionId, value });
    if (notice !== null) throw new Error(notice);
  }

  async #listOffered(placed: PlacedElement, query: string): Promise<Offer["options"]> {
    return placed.type.endsWith("external_select") ? this.#suggest(placed, query) : listOptions(placed.element);
  }

  async #suggest(placed: PlacedElement, query: string): Promise<readonly Option[]> {
    const { blockId, actionId } = placed;
    const place: Place = { kind: "view", viewId: this.view().id };
    const answer = await this.client.suggest({ as: this.id, place, blockId, actionId, query });
    if (answer.notice !== null) throw new Error(answer.notice);
    const grouped = answer.optionGroups.flatMap((group) => group.options);
    return [...answer.options, ...grouped] as readonly Option[];
  }

  #findPerson(person: string): string {
    const { people, bot } = this.core.workspace;
    const found = people.find((one) => one.id === person || one.handle === person || one.realName === person);
    if (found === undefined && person !== bot.userId) throw new ImpossibleAction(`Nobody is called ${person}`);
    return found?.id ?? bot.userId;
  }
}

/** What a field offers for what was typed into it. */
type Offer = { readonly query: string; readonly options: readonly (Json | Option)[] };

/** The option with these words, or this value. */
function demandOption(label: string, offered: Offer["options"], words: string): Option {
  const option = offered.find((one) => readText(one["text"]) === words || toText(one["value"]) === words);
  const all = offered.map((one) => readText(one["text"])).join(" · ");
  if (option === undefined) throw new ImpossibleAction(`"${label}" does not offer "${words}" but ${all || "nothing"}`);
  return option as unknown as Option;
}
