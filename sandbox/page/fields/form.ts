import type { ConfirmationDialog } from "@slack/types";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SuggestionAnswer } from "../../slack/protocol.ts";
import type { FieldValue } from "../../slack/sandbox-state.ts";

/** Where an element stands: Slack names a field by its block and its action. */
export type FieldAddress = { readonly blockId: string; readonly actionId: string };

/** What elements need of the surface (modal, message, App Home) in which they stand. */
export type Form = {
  /** What the field holds now; undefined when neither the person nor the server has said anything. */
  read(address: FieldAddress): FieldValue | undefined;
  /** Keeps what was typed or chosen, and sends nothing. */
  keep(address: FieldAddress, value: FieldValue): void;
  /** Sends a block action: a press, or a change of a field that dispatches. */
  act(address: FieldAddress, value: FieldValue): Promise<void>;
  suggest(address: FieldAddress, query: string): Promise<SuggestionAnswer>;
  /** Asks before something is done; true when there is nothing to ask. */
  confirm(dialog: ConfirmationDialog | undefined): Promise<boolean>;
  /** Whether an action on this element is under way. */
  isActing(address: FieldAddress): boolean;
};

export const FormContext = createContext<Form | undefined>(undefined);

/** The form around; an interactive element outside of one is a mistake of ours. */
export function useForm(): Form {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error("No form around this element.");
  return form;
}

/** What every drawn element is given by its block. */
export type FieldProps<E> = {
  readonly element: E;
  readonly address: FieldAddress;
  /** Whether a change is sent at once: always outside of input blocks, with `dispatch_action` inside. */
  readonly dispatches: boolean;
  /** For `<label for>`. */
  readonly id: string;
  /** What the element is called where no label stands beside it. */
  readonly label: string | undefined;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
};

/** The ARIA attributes that every field shares. */
export const ariaOf = (props: FieldProps<unknown>) => ({
  id: props.id,
  "aria-label": props.label,
  "aria-describedby": props.describedBy,
  "aria-invalid": props.isInvalid || undefined,
  "aria-required": props.isRequired || undefined,
});
