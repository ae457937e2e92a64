import type { ComponentChildren } from "preact";
import type { Told } from "../work/use-work.ts";

type Props = {
  readonly isBusy: boolean;
  readonly canSubmit: boolean;
  readonly submitLabel: string;
  readonly told: Told | undefined;
  readonly canUndo: boolean;
  readonly canGoBack: boolean;
  readonly canGoOn: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onSkip: () => void;
  readonly onAsk: () => void;
  readonly onUndo: () => void;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
};

/** What is done with the input that is shown. */
export function Bar(props: Props) {
  const { isBusy, told } = props;
  return (
    <footer class="bar">
      {props.children}
      <p class={`told ${told?.kind ?? "none"}`} role={told?.kind === "error" ? "alert" : "status"}>
        {told?.words}
      </p>
      <div class="actions">
        <button type="button" disabled={!props.canGoBack} onClick={() => props.onStep(-1)}>
          Previous
        </button>
        <button type="button" disabled={!props.canGoOn} onClick={() => props.onStep(1)}>
          Next
        </button>
        <button type="button" disabled={isBusy} onClick={props.onSkip}>
          Skip
        </button>
        <button type="button" disabled={isBusy} onClick={props.onAsk}>
          Ask
        </button>
        <button type="button" disabled={isBusy || !props.canUndo} onClick={props.onUndo}>
          Undo last
        </button>
        <button type="button" class="primary" aria-disabled={isBusy || !props.canSubmit} onClick={props.onSubmit}>
          {props.submitLabel}
        </button>
      </div>
    </footer>
  );
}
