import type { ShownTask } from "../../protocol.ts";
import type { Mark } from "../stage/geometry.ts";
import { colourOf, conceptName } from "../work/concept-keys.ts";
import { Swatch } from "./picker.tsx";

type Props = {
  readonly task: ShownTask;
  readonly marks: readonly Mark[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onDelete: (id: string) => void;
};

/** What is marked, in the order of drawing. */
export function MarkList({ task, marks, selected, onSelect, onDelete }: Props) {
  const nameOf = (id: string): string => conceptName(task.concepts, id);
  const what = task.kind === "boxes" ? "box" : "polygon";
  return (
    <section class="mark-list" aria-label="Marked">
      <h2>
        Marked <span class="count">{marks.length}</span>
      </h2>
      {marks.length === 0 && <p class="hint">Nothing yet. {HINTS[task.kind]}</p>}
      <ol>
        {marks.map(({ id, concept }, index) => (
          <li key={id}>
            <button type="button" class="mark" aria-pressed={id === selected} onClick={() => onSelect(id)}>
              <Swatch colour={colourOf(task.concepts, concept)} />
              <span class="name">{nameOf(concept)}</span>
              <span class="count">
                {what} {index + 1}
              </span>
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={`Delete ${what} ${index + 1}, ${nameOf(concept)}`}
              onClick={() => onDelete(id)}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

const HINTS = {
  boxes: "Press and drag in the picture.",
  polygons: "Click corner after corner in the picture.",
  concepts: "",
} as const satisfies Record<ShownTask["kind"], string>;
