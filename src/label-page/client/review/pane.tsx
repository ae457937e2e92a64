import { useMemo } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import type { ShownTask } from "../../protocol.ts";
import type { ShownLabel } from "../../review-protocol.ts";
import { boundsOf, cornersOf, type Size, toMark } from "../stage/geometry.ts";
import type { View } from "../stage/view.ts";
import { conceptName } from "../work/concept-keys.ts";
import { Line } from "./line.tsx";
import { type SharedView, usePane } from "./use-shared-view.ts";

/** With more, their names would cover the picture. */
const MOST_NAMES = 40;
/** From this many pixels of the screen per pixel on, one sees the pixels, and wants to see their edges. */
const PIXELS_SHOW = 4;

type Props = {
  readonly task: ShownTask;
  readonly label: ShownLabel;
  readonly src: string;
  readonly size: Size;
  readonly shared: SharedView;
  readonly isApproved: boolean;
  /** What the reviewer has corrected it to. */
  readonly corrected: Said | undefined;
  readonly onCorrect: () => void;
  readonly onRestore: () => void;
};

/** What one labeler has marked. */
export function Pane({ task, label, src, size, shared, isApproved, corrected, onCorrect, onRestore }: Props) {
  const host = usePane(shared);
  const { labeler, mark } = label;
  const { view, drawn } = shared;
  const said = corrected ?? label.said;
  const shapes = useMemo(
    () => drawn && <Shapes task={task} said={said} mark={mark} size={size} view={drawn} />,
    [task, said, mark, size, drawn],
  );
  return (
    <figure class={`pane ${isApproved ? "approved" : ""}`}>
      <figcaption>
        <Line mark={mark} />
        <span class="name">
          <b>{labeler}</b>
          {isApproved && " ✓"}{" "}
          <span class="count">{corrected ? "corrected by you" : `${label.words} · ${mark.name}`}</span>
        </span>
        {corrected && (
          <button type="button" onClick={onRestore}>
            Restore
            <span class="hidden"> what {labeler} marked</span>
          </button>
        )}
        <button type="button" onClick={onCorrect}>
          Correct
          <span class="hidden"> what {labeler} marked</span>
        </button>
      </figcaption>
      <div ref={host} class={`looked-at ${shared.isFitted ? "fitted" : ""}`}>
        {view && drawn && (
          <div class="drawn-for" style={{ transform: stretched(view, drawn) }}>
            <img
              src={src}
              alt={`Marked by ${labeler}: ${label.words}`}
              referrerpolicy="no-referrer"
              draggable={false}
              class={drawn.scale >= PIXELS_SHOW ? "magnified" : ""}
              style={{
                width: `${size.width * drawn.scale}px`,
                height: `${size.height * drawn.scale}px`,
                transform: `translate(${drawn.x}px, ${drawn.y}px)`,
              }}
            />
            {shapes}
          </div>
        )}
      </div>
    </figure>
  );
}

/** What brings what was drawn for one view to another. */
function stretched(view: View, drawn: View): string {
  const by = view.scale / drawn.scale;
  return `translate(${view.x - drawn.x * by}px, ${view.y - drawn.y * by}px) scale(${by})`;
}

type Drawn = Pick<Props, "task" | "size"> & Pick<ShownLabel, "said" | "mark"> & { readonly view: View };

/** At the size of the screen, whatever the zoom. */
function Shapes({ task, said, mark, size, view }: Drawn) {
  if (said.kind !== "shapes") return null;
  const drawn = said.shapes.map((shape, index) => {
    const place = toMark(shape, String(index), size);
    const corners = cornersOf(place).map(([x, y]) => [x * view.scale + view.x, y * view.scale + view.y] as const);
    return { id: place.id, corners, name: conceptName(task.concepts, shape.concept) };
  });
  return (
    <svg class="shapes" aria-hidden="true">
      {drawn.map(({ id, corners }) => {
        const points = corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
        return (
          <g key={id}>
            <polygon class="rim" points={points} />
            <polygon points={points} stroke={mark.colour} stroke-dasharray={mark.isDashed ? "10 5" : "none"} />
          </g>
        );
      })}
      {drawn.length <= MOST_NAMES &&
        drawn.map(({ id, corners, name }) => {
          const [[left, top], [, bottom]] = boundsOf(corners);
          return (
            <text key={id} x={left} y={top > 24 ? top - 7 : bottom + 17}>
              {name}
            </text>
          );
        })}
    </svg>
  );
}
