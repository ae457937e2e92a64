import type { Drawing } from "../work/use-drawing.ts";

const ZOOM = 1.25;

/** Undo, zoom, and whether a press draws or chooses. */
export function Tools({ drawing }: { drawing: Drawing }) {
  const stage = drawing.stage.current;
  const isDrawing = stage?.pen.isDrawing() ?? true;
  const setDrawing = (value: boolean): void => {
    stage?.pen.setDrawing(value);
    drawing.showAnew();
  };
  return (
    <div class="tools" role="toolbar" aria-label="Drawing">
      <button type="button" aria-pressed={isDrawing} onClick={() => setDrawing(true)}>
        Draw
      </button>
      <button type="button" aria-pressed={!isDrawing} onClick={() => setDrawing(false)}>
        Select
      </button>
      <button type="button" disabled={!stage?.marks.canUndo()} onClick={() => stage?.marks.undo()}>
        Undo
      </button>
      <button type="button" disabled={!stage?.marks.canRedo()} onClick={() => stage?.marks.redo()}>
        Redo
      </button>
      <span class="space" />
      <button type="button" aria-label="Zoom out" onClick={() => stage?.zoomBy(1 / ZOOM)}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => stage?.zoomBy(ZOOM)}>
        +
      </button>
      <button type="button" onClick={() => stage?.fit()}>
        Fit
      </button>
    </div>
  );
}
