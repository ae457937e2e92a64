import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ShownTask } from "../../protocol.ts";
import { colourOf, keysOf, matching } from "../work/concept-keys.ts";

type Props = {
  readonly task: ShownTask;
  readonly chosen: readonly string[];
  /** Whether that there is none of them is among the answers, and is what was chosen. */
  readonly none?: boolean;
  readonly error?: string;
  readonly filter: Ref<HTMLInputElement>;
  readonly onChoose: (id: string) => void;
  readonly onNone?: () => void;
  /** Something was found by typing and chosen. */
  readonly onFound: () => void;
};

/** The concepts, by pointer, by their keys, and by typing. */
export function Picker({ task, chosen, none, error, filter, onChoose, onNone, onFound }: Props) {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  // What was found by typing is among all others again.
  useEffect(() => {
    list.current?.querySelector("[data-found]")?.scrollIntoView({ block: "nearest" });
  }, [found]);
  const isSeveral = task.kind === "concepts" && task.conceptsPerInput === "SEVERAL";
  const keys = new Map([...keysOf(task.concepts)].map(([key, id]) => [id, key]));
  const shown = matching(task.concepts, typed);
  const type = isSeveral ? "checkbox" : "radio";

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape" && typed !== "") {
      event.stopPropagation();
      return setTyped("");
    }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [first] = shown;
    if (typed.trim() === "" || first === undefined) return;
    onChoose(first.id);
    setTyped("");
    setFound(first.id);
    onFound();
  }

  return (
    <fieldset
      class={`picker ${task.kind === "concepts" ? "" : "drawn"}`}
      aria-describedby={error === undefined ? undefined : "picker-error"}
    >
      <legend>{isSeveral ? "Concepts" : "Concept"}</legend>
      <input
        ref={filter}
        type="search"
        aria-label="Find a concept"
        placeholder="Find a concept"
        autocomplete="off"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div ref={list} class="choices">
        {shown.map(({ id, name }) => (
          <label key={id} class="choice" data-found={id === found ? "" : undefined}>
            <input type={type} name="concept" checked={chosen.includes(id)} onChange={() => onChoose(id)} />
            {task.kind !== "concepts" && <Swatch colour={colourOf(task.concepts, id)} />}
            <span class="name">{name}</span>
            {keys.has(id) && (
              <span class="key" aria-hidden="true">
                {keys.get(id)}
              </span>
            )}
          </label>
        ))}
        {shown.length === 0 && <p class="hint">No concept of this task is called like this.</p>}
      </div>
      {onNone && (
        <label class="choice none">
          <input type={type} name="concept" checked={none === true} onChange={onNone} />
          <span class="name">None of these</span>
        </label>
      )}
      {error !== undefined && (
        <p class="error" id="picker-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function Swatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
      <rect x="1" y="1" width="10" height="10" rx="2" fill={colour} />
    </svg>
  );
}
