import type { ComponentChildren } from "preact";
import type { Told } from "../work/use-work.ts";

type Props = {
  readonly isBusy: boolean;
  readonly told: Told | undefined;
  readonly canGoBack: boolean;
  readonly canGoOn: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onSave: () => void;
  /** A label is being corrected: what ends that. */
  readonly finish: (() => void) | undefined;
  readonly children: ComponentChildren;
};

/** The batch, and what is done with it. */
export function ReviewBar({ isBusy, told, canGoBack, canGoOn, onStep, onSave, finish, children }: Props) {
  return (
    <footer class="bar">
      {!finish && children}
      <p class={`told ${told?.kind ?? "none"}`} role={told?.kind === "error" ? "alert" : "status"}>
        {told?.words}
      </p>
      {finish ? (
        <div class="actions">
          <button type="button" class="primary" onClick={finish}>
            Done correcting
          </button>
        </div>
      ) : (
        <div class="actions">
          <button type="button" disabled={!canGoBack} onClick={() => onStep(-1)}>
            Previous
          </button>
          <button type="button" disabled={!canGoOn} onClick={() => onStep(1)}>
            Next
          </button>
          <button type="button" class="primary" aria-disabled={isBusy} onClick={onSave}>
            Save and next
          </button>
        </div>
      )}
    </footer>
  );
}
