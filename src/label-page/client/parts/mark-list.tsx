import type { ShownTask } from "../../protocol.ts";
import { colourOf, conceptName } from "../work/concept-keys.ts";
import type { Drawing } from "../work/use-drawing.ts";
import { Swatch } from "./picker.tsx";

type Props = {
  readonly task: ShownTask;
  readonly drawing: Drawing;
  readonly onSelected: () => void;
};

/** What is marked, in the order of drawing. */
export function MarkList({ task, drawing, onSelected }: Props) {
  const marks = drawing.marks();
  const selected = drawing.stage.current?.pen.selection()?.id;
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
            <button
              type="button"
              class="mark"
              aria-pressed={id === selected}
              onClick={() => {
                drawing.select(id);
                onSelected();
              }}
            >
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
              onClick={() => drawing.remove(id)}
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
