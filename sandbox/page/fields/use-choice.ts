import type { ConfirmationDialog } from "@slack/types";
import type { FieldValue } from "../../slack/sandbox-state.ts";
import { type FieldAddress, useForm } from "./form.ts";

type Choosing = {
  readonly element: { readonly type: string; readonly confirm?: ConfirmationDialog };
  readonly address: FieldAddress;
  readonly dispatches: boolean;
};

/** For elements that are chosen from rather than typed into: keeps the choice and, where the block dispatches, sends it. */
export function useChoice({
  element,
  address,
  dispatches,
}: Choosing): (value: Omit<FieldValue, "type">) => Promise<void> {
  const form = useForm();
  return async (chosen) => {
    if (dispatches && !(await form.confirm(element.confirm))) return;
    const value = { type: element.type, ...chosen };
    form.keep(address, value);
    if (dispatches) await form.act(address, value);
  };
}
