import type { KnownBlock, ModalView } from "@slack/types";
import { foldName } from "../../domain/fold-name.ts";
import type { Account } from "../../domain/people/person.ts";
import { button, input, paragraph, plain } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { parseObject } from "../form-state.ts";
import { LIMITS } from "../limits.ts";
import { choiceOption, type LongValues, type Offer, offer, readOptionValue } from "../option-value.ts";

export const LINK_MODAL = {
  view: "link_account",
  person: "link_account:person",
  account: "link_account:account",
  key: "link_account:key",
  open: "link_account:open",
  forgetKey: "link_account:forget_key",
} as const;

/** The task form under the link modal, to be refreshed when the link is made. */
export type LinkMetadata = { readonly form?: { readonly view: string; readonly draft: string } };

/** What becomes of a key that is entered; `of`: the account whose key whoever reads this has given already. */
export type KeyKeeping = { readonly canKeep: boolean; readonly of?: string | undefined };

const KEEPING = "kept encrypted, and used only when you label or review here";

/** Links somebody with an account; `problem` says what stood in the way of the last attempt, `notice` what was done. */
export function buildLinkModal(model: {
  person: string;
  account?: { id: string; name: string } | undefined;
  keys: KeyKeeping;
  metadata: LinkMetadata;
  otherSide: string;
  problem?: string;
  notice?: string;
  /** Who `person` is on the other side now: null for nobody; absent while it is being asked. */
  standing?: { readonly name: string; readonly account: string | null } | undefined;
}): ModalView {
  const { keys } = model;
  const blocks: KnownBlock[] = [];
  if (model.problem) blocks.push(paragraph(`⚠ ${model.problem}`));
  if (model.notice) blocks.push(paragraph(model.notice));
  if (model.standing) blocks.push(paragraph(standingWords(model.standing, model.otherSide)));
  blocks.push(
    input(
      "Person",
      { type: "users_select", action_id: LINK_MODAL.person, initial_user: model.person },
      { hint: "Workspace admins can link others; everybody can link themselves." },
    ),
    input(
      `Account on ${model.otherSide}`,
      {
        type: "external_select",
        action_id: LINK_MODAL.account,
        min_query_length: 0,
        placeholder: plain("Found by e-mail when left empty", LIMITS.placeholder),
        ...(model.account && { initial_option: choiceOption({ value: model.account.id, text: model.account.name }) }),
      },
      { optional: true },
    ),
    input(
      "Personal access token",
      { type: "plain_text_input", action_id: LINK_MODAL.key, max_length: 200 },
      {
        optional: true,
        hint: keys.canKeep
          ? `Needed to label and review here, under your name; it also proves that an account with another e-mail is yours. It is ${KEEPING}.`
          : "Proves that an account with another e-mail is yours. Used once and not kept.",
      },
    ),
  );
  if (keys.of !== undefined) {
    blocks.push({
      ...paragraph(`Your key of ${keys.of} is ${KEEPING}. A new one takes its place.`),
      accessory: button(LINK_MODAL.forgetKey, "Forget my key"),
    });
  }
  return {
    type: "modal",
    callback_id: LINK_MODAL.view,
    private_metadata: JSON.stringify(model.metadata),
    title: plain("Link account", LIMITS.viewTitle),
    submit: plain("Link", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

const standingWords = (
  { name, account }: { readonly name: string; readonly account: string | null },
  otherSide: string,
): string =>
  account === null
    ? `${name} is linked to no account on ${otherSide} yet.`
    : `${name} is linked to ${account} on ${otherSide}.`;

/** What is said once the link is made. */
export const linkedWords = (
  name: string,
  { account, isKeyKept }: { account: string; isKeyKept: boolean },
  otherSide: string,
): string =>
  `${name} is now linked to ${account} on ${otherSide}.${isKeyKept ? ` The key is ${KEEPING}. Press Start to begin.` : ""}`;

export function readLinkModal(state: ViewState, long: LongValues) {
  const field = (id: string) => state[id]?.[id];
  const chosen = field(LINK_MODAL.account)?.selected_option;
  const account = chosen && readOptionValue(chosen.value, long);
  const key = field(LINK_MODAL.key)?.value?.trim();
  return {
    person: field(LINK_MODAL.person)?.selected_user ?? undefined,
    ...(account && { account: { id: account, name: chosen.text.text } }),
    ...(key && { key }),
  };
}

export function readLinkMetadata(text: string): LinkMetadata | undefined {
  const metadata = parseObject(text);
  if (!metadata) return undefined;
  const form = metadata["form"];
  if (form === undefined) return {};
  if (typeof form !== "object" || form === null || !("view" in form) || !("draft" in form)) return undefined;
  const { view, draft } = form;
  return typeof view === "string" && typeof draft === "string" ? { form: { view, draft } } : undefined;
}

/** Accounts whose id, name or e-mail holds what was typed. */
export function offerAccounts(typed: string, accounts: readonly Account[]): Offer {
  const wanted = foldName(typed);
  const matches = (text: string | undefined): boolean => text !== undefined && foldName(text).includes(wanted);
  return offer(
    accounts
      .filter(({ id, name, email }) => matches(id) || matches(name) || matches(email))
      .map(({ id, name }) => ({ value: id, text: name ? `${name} (${id})` : id })),
  );
}
