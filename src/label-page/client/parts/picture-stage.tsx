import { useEffect, useRef } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import type { ShownTask } from "../../protocol.ts";
import { toMark } from "../stage/geometry.ts";
import { pressKey } from "../stage/keys.ts";
import { createStage, type Stage } from "../stage/stage.ts";
import { colourOf, conceptName } from "../work/concept-keys.ts";
import type { Drawing } from "../work/use-drawing.ts";

type Props = {
  readonly task: ShownTask;
  readonly src: string;
  readonly label: string;
  /** What was marked before. */
  readonly first: Said | undefined;
  readonly drawing: Drawing;
  readonly onBroken: () => void;
};

/** A picture to be drawn on. One per input: what was done to it is undone here alone. */
export function PictureStage({ task, src, label, first, drawing, onBroken }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | undefined>(undefined);

  useEffect(() => {
    const picture = new Image();
    let isOver = false;
    picture.referrerPolicy = "no-referrer";
    picture.decoding = "async";
    picture.alt = "";
    picture.draggable = false;
    const begin = () => {
      if (isOver || !host.current) return;
      // A drawing without a size of its own has nothing that fractions could be of.
      if (picture.naturalWidth === 0 || picture.naturalHeight === 0) return onBroken();
      const size = { width: picture.naturalWidth, height: picture.naturalHeight };
      const shapes = first?.kind === "shapes" ? first.shapes : [];
      stage.current = createStage({
        host: host.current,
        picture,
        kind: task.kind === "polygons" ? "polygon" : "box",
        first: shapes.map((shape, index) => toMark(shape, `mark-${index + 1}`, size)),
        nameOf: (id) => conceptName(task.concepts, id),
        colourOf: (id) => colourOf(task.concepts, id),
        concept: drawing.concept,
        onChange: drawing.stroke,
      });
      drawing.begin(stage.current);
    };
    picture.addEventListener("load", begin);
    picture.addEventListener("error", () => !isOver && onBroken());
    picture.src = src;
    return () => {
      isOver = true;
      if (!stage.current) return;
      stage.current.end();
      drawing.end(stage.current);
    };
    // The rest is read when something happens.
  }, [src]);

  return (
    <div
      ref={host}
      class="stage"
      role="application"
      aria-label={label}
      aria-describedby="stage-keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that draw.
      tabIndex={0}
      onKeyDown={(event) => {
        if (!stage.current || !pressKey(stage.current, event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
