import type { Ref } from "preact";
import type { Choice } from "../../../domain/review/decide.ts";
import { MAX_REASON, type ShownReviewInput } from "../../review-protocol.ts";
import { Line } from "./line.tsx";
import { isChosen, type Option, optionsOf } from "./options.ts";

type Props = {
  readonly input: ShownReviewInput;
  readonly choice: Choice;
  readonly error?: string;
  readonly reason: Ref<HTMLTextAreaElement>;
  readonly onChoose: (option: Option) => void;
  readonly onReason: (reason: string) => void;
};

/** What is said to the input that is shown. */
export function Verdict({ input, choice, error, reason, onChoose, onReason }: Props) {
  const isWanted = choice.verdict === "request_changes";
  return (
    <fieldset class="verdict" aria-describedby={error === undefined ? undefined : "verdict-error"}>
      <legend>Verdict</legend>
      <div class="choices">
        {optionsOf(input, choice).map((option) => (
          <label key={option.id} class="choice">
            <input
              type="radio"
              name="verdict"
              checked={isChosen(option, choice)}
              onChange={() => onChoose(option)}
              // Chosen once more: left for later after all.
              onClick={() => isChosen(option, choice) && onChoose({ ...option, chooses: {} })}
            />
            <span class="name">
              {option.words}
              {option.label && (
                <span class="said">
                  <Line mark={option.label.mark} />
                  {isChosen(option, choice) && choice.corrected ? "corrected" : option.label.words}
                </span>
              )}
            </span>
            {option.key !== "" && (
              <span class="key" aria-hidden="true">
                {option.key.toUpperCase()}
              </span>
            )}
          </label>
        ))}
      </div>
      <label class="reason">
        <span>
          Reason <span class="count">{isWanted ? "for the labeler" : "optional"}</span>
        </span>
        <textarea
          ref={reason}
          rows={3}
          maxLength={MAX_REASON}
          aria-invalid={error !== undefined}
          aria-required={isWanted}
          value={choice.reason ?? ""}
          onInput={({ currentTarget }) => onReason(currentTarget.value)}
        />
      </label>
      {error !== undefined && (
        <p class="error" id="verdict-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
