import { useEffect, useState } from "preact/hooks";
import type { Choice } from "../../../domain/review/decide.ts";
import type { ShownTask } from "../../protocol.ts";
import type { ShownLabel, ShownReviewInput } from "../../review-protocol.ts";
import type { Size } from "../stage/geometry.ts";
import { Pane } from "./pane.tsx";
import { useSharedView } from "./use-shared-view.ts";

const ZOOM = 1.25;

type Props = {
  readonly task: ShownTask;
  readonly input: ShownReviewInput;
  readonly src: string;
  readonly choice: Choice;
  readonly onShown: () => void;
  readonly onBroken: () => void;
  readonly onCorrect: (label: ShownLabel) => void;
  readonly onRestore: (label: ShownLabel) => void;
};

/** What each labeler has marked in a picture, side by side, all of them seen alike. */
export function Panes({ task, input, src, choice, onShown, onBroken, onCorrect, onRestore }: Props) {
  const [size, setSize] = useState<Size>();
  const shared = useSharedView(size);
  useEffect(() => {
    const picture = new Image();
    let isOver = false;
    picture.referrerPolicy = "no-referrer";
    picture.addEventListener("load", () => {
      const { naturalWidth: width, naturalHeight: height } = picture;
      if (isOver) return;
      if (width === 0 || height === 0) return onBroken();
      setSize({ width, height });
      onShown();
    });
    picture.addEventListener("error", () => !isOver && onBroken());
    picture.src = src;
    return () => {
      isOver = true;
    };
  }, [src]);

  return (
    <div class="compare">
      <div class="tools" role="toolbar" aria-label="Pictures">
        <span class="count">{input.isDisputed ? "Labelers differ" : sayAlike(input.labels.length)}</span>
        <span class="space" />
        <button type="button" aria-label="Zoom out" onClick={() => shared.zoomBy(1 / ZOOM)}>
          −
        </button>
        <button type="button" aria-label="Zoom in" onClick={() => shared.zoomBy(ZOOM)}>
          +
        </button>
        <button type="button" onClick={shared.fit}>
          Fit
        </button>
      </div>
      <div class={`panes of-${Math.min(input.labels.length, 4)}`}>
        {size &&
          input.labels.map((label) => (
            <Pane
              key={label.key}
              task={task}
              label={label}
              src={src}
              size={size}
              shared={shared}
              isApproved={choice.verdict === "approve" && (choice.label ?? label.key) === label.key}
              corrected={choice.label === label.key ? choice.corrected : undefined}
              onCorrect={() => onCorrect(label)}
              onRestore={() => onRestore(label)}
            />
          ))}
      </div>
    </div>
  );
}

const sayAlike = (count: number): string => (count === 1 ? "One labeler" : "All labelers say the same");
