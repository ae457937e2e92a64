type Props = {
  readonly title: string;
  readonly words: string;
  /** Where it can be done instead. */
  readonly url?: string;
  readonly urlWords?: string;
  /** What can be done all the same. */
  readonly action?: { readonly label: string; readonly onPress: () => void };
};

/** A page on which there is nothing to work on, in words: why, and what to do next. */
export function Notice({ title, words, url, urlWords = "Label there instead", action }: Props) {
  return (
    <main class="notice">
      <h1>{title}</h1>
      <p role="status">{words}</p>
      {url !== undefined && (
        <p>
          <a href={url} rel="noreferrer">
            {urlWords}
          </a>
        </p>
      )}
      {action && (
        <button type="button" onClick={action.onPress}>
          {action.label}
        </button>
      )}
    </main>
  );
}
