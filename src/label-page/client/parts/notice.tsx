type Action = { readonly label: string; readonly onPress: () => void };

type Props = {
  readonly title: string;
  readonly words: string;
  /** Where it can be done instead. */
  readonly url?: string;
  readonly urlWords?: string;
  /** What can be done all the same. */
  readonly actions?: readonly Action[];
};

/** A page on which there is nothing to work on, in words: why, and what to do next. */
export function Notice({ title, words, url, urlWords = "Label there instead", actions = [] }: Props) {
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
      {actions.length > 0 && (
        <div class="actions">
          {actions.map(({ label, onPress }) => (
            <button key={label} type="button" onClick={onPress}>
              {label}
            </button>
          ))}
        </div>
      )}
    </main>
  );
}
