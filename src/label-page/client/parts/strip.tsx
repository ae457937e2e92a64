import type { ShownInput } from "../../protocol.ts";

/** What is done is looked at no more. */
type Item = { readonly input: Pick<ShownInput, "inputId" | "content">; readonly state: keyof typeof STATES };

type Props = {
  readonly items: readonly Item[];
  readonly current: string | undefined;
  /** The large picture comes first; the small ones would only hold it up. */
  readonly showsPictures: boolean;
  readonly onGo: (inputId: string) => void;
};

const STATES = {
  done: { words: "done", sign: "✓" },
  begun: { words: "begun", sign: "•" },
  open: { words: "to do", sign: "" },
  approve: { words: "approve", sign: "✓" },
  request_changes: { words: "request changes", sign: "↺" },
  reject: { words: "reject", sign: "✕" },
} as const;

/** Small pictures of what lies before this person, and what is done of it. */
export function Strip({ items, current, showsPictures, onGo }: Props) {
  return (
    <nav class="strip" aria-label="Inputs">
      <ol>
        {items.map(({ input, state }, index) => (
          <li key={input.inputId}>
            <button
              type="button"
              class={`thumb ${state}`}
              aria-current={input.inputId === current && state !== "done" ? "step" : undefined}
              aria-label={`Input ${index + 1} of ${items.length}, ${STATES[state].words}`}
              disabled={state === "done"}
              onClick={() => onGo(input.inputId)}
            >
              <Small input={input} showsPictures={showsPictures} />
              {state !== "open" && (
                <span class="state" aria-hidden="true">
                  {STATES[state].sign}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Small({ input: { content }, showsPictures }: Pick<Item, "input"> & { showsPictures: boolean }) {
  if (content.kind === "image" && !showsPictures) return null;
  if (content.kind === "image")
    return <img src={content.src} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" />;
  if (content.kind === "text") return <span class="snippet">{content.text.slice(0, 60)}</span>;
  return <span class="snippet">{content.kind}</span>;
}
