type Props = {
  /** Why it is not shown, and what can be done about it. */
  readonly words: string;
  /** Absent where it will not be shown whatever is done. */
  readonly onRetry?: (() => void) | undefined;
};

/** In the place of an input that cannot be shown. */
export const Broken = ({ words, onRetry }: Props) => (
  <div class="content broken">
    <p class="hint">{words}</p>
    {onRetry && (
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    )}
  </div>
);
