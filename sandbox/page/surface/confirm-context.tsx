import type { ConfirmationDialog } from "@slack/types";
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { Text, toPlain } from "../text/text.tsx";

type Ask = (dialog: ConfirmationDialog | undefined) => Promise<boolean>;

const ConfirmContext = createContext<Ask>(async () => true);

/** Asks before an element does something, when it says so. */
export const useConfirm = (): Ask => useContext(ConfirmContext);

type Question = { readonly dialog: ConfirmationDialog; readonly answer: (isAgreed: boolean) => void };

export function ConfirmProvider({ children }: { readonly children: ComponentChildren }) {
  const [question, setQuestion] = useState<Question>();
  const ask = useCallback<Ask>((dialog) => {
    if (dialog === undefined) return Promise.resolve(true);
    return new Promise((answer) => setQuestion({ dialog, answer }));
  }, []);
  const answer = (isAgreed: boolean) => {
    question?.answer(isAgreed);
    setQuestion(undefined);
  };
  return (
    <ConfirmContext.Provider value={ask}>
      {children}
      {question && <ConfirmDialog dialog={question.dialog} onAnswer={answer} />}
    </ConfirmContext.Provider>
  );
}

type ConfirmDialogProps = { readonly dialog: ConfirmationDialog; onAnswer(isAgreed: boolean): void };

function ConfirmDialog({ dialog, onAnswer }: ConfirmDialogProps) {
  return (
    <Dialog class="dialog-confirm" labelledBy="confirm-title" onEscape={() => onAnswer(false)}>
      <header class="dialog-head">
        <h2 id="confirm-title">{toPlain(dialog.title) || "Are you sure?"}</h2>
      </header>
      <div class="dialog-body">
        <Text text={dialog.text} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {toPlain(dialog.deny) || "Cancel"}
        </button>
        <button
          type="button"
          class={`button ${dialog.style === "danger" ? "danger" : "primary"}`}
          data-autofocus
          onClick={() => onAnswer(true)}
        >
          {toPlain(dialog.confirm) || "Yes"}
        </button>
      </footer>
    </Dialog>
  );
}
