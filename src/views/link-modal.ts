import type { KnownBlock, ModalView } from "@slack/types";
import type { Account } from "../domain/person.ts";
import { input, option, paragraph, plain } from "./blocks.ts";
import { parseObject } from "./form-metadata.ts";
import { LIMITS } from "./limits.ts";
import type { ViewState } from "./task-form/read.ts";

export const LINK_MODAL = {
  view: "link_account",
  person: "link_account:person",
  account: "link_account:account",
  key: "link_account:key",
} as const;

/** The task form under the link modal, to be refreshed when the link is made. */
export type LinkMetadata = { readonly form?: { readonly view: string; readonly draft: string } };

/** Links somebody with an account; `problem` says what stood in the way of the last attempt. */
export function buildLinkModal(model: {
  person: string;
  account?: { id: string; name: string } | undefined;
  metadata: LinkMetadata;
  otherSide: string;
  problem?: string;
}): ModalView {
  const blocks: KnownBlock[] = [];
  if (model.problem) blocks.push(paragraph(`⚠ ${model.problem}`));
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
        ...(model.account && { initial_option: option(model.account.id, model.account.name) }),
      },
      { optional: true },
    ),
    input(
      "Personal access token",
      { type: "plain_text_input", action_id: LINK_MODAL.key, max_length: 200 },
      { optional: true, hint: "Proves that an account with another e-mail is yours. Used once and not kept." },
    ),
  );
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

export function readLinkModal(state: ViewState) {
  const field = (id: string) => state[id]?.[id];
  const account = field(LINK_MODAL.account)?.selected_option;
  const key = field(LINK_MODAL.key)?.value?.trim();
  return {
    person: field(LINK_MODAL.person)?.selected_user ?? undefined,
    ...(account?.value && { account: { id: account.value, name: account.text?.text ?? account.value } }),
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
export function buildAccountOptions(typed: string, accounts: readonly Account[]) {
  const wanted = typed.trim().toLowerCase();
  return accounts
    .filter((account) => account.id.length <= LIMITS.optionValue)
    .filter((account) => [account.id, account.name, account.email].some((text) => text?.toLowerCase().includes(wanted)))
    .slice(0, LIMITS.selectOptions)
    .map((account) => option(account.id, account.name ? `${account.name} (${account.id})` : account.id));
}
