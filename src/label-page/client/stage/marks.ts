import { createImageAnnotator, type ImageAnnotation, ShapeType } from "@annotorious/annotorious";
import { boundsOf, type Mark } from "./geometry.ts";
import { createHistory } from "./history.ts";

/**
 * The marks on a picture, with what was done to them. Annotorious draws them; what the pointer and the keys do is the pen's, and what
 * was done is kept here: its tools lose small boxes and parts of a pixel, it draws all marks anew with each change, and what follows
 * within a quarter of a second is one step of its history.
 */
export type Marks = ReturnType<typeof createMarks>;

export function createMarks(picture: HTMLImageElement, first: readonly Mark[], onChange: () => void) {
  const annotator = createImageAnnotator(picture, { drawingEnabled: false });
  // Nothing of it takes part in what the pointer and the keys do.
  const layer = annotator.element.querySelector("svg");
  layer?.setAttribute("tabindex", "-1");
  layer?.setAttribute("aria-hidden", "true");
  const history = createHistory(first);
  let last = first.length;

  function show(): void {
    annotator.setAnnotations(history.now().map(toAnnotation));
    onChange();
  }
  annotator.setAnnotations(first.map(toAnnotation));

  return {
    newId: (): string => {
      last += 1;
      return `mark-${last}`;
    },
    all: (): readonly Mark[] => history.now(),
    find: (id: string | undefined): Mark | undefined => history.now().find((mark) => mark.id === id),
    add: (mark: Mark): void => {
      history.push([...history.now(), mark]);
      show();
    },
    change: (changed: Mark): void => {
      history.push(history.now().map((mark) => (mark.id === changed.id ? changed : mark)));
      show();
    },
    remove: (id: string): void => {
      history.push(history.now().filter((mark) => mark.id !== id));
      show();
    },
    undo: (): void => {
      history.undo();
      show();
    },
    redo: (): void => {
      history.redo();
      show();
    },
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    end: (): void => annotator.destroy(),
  };
}

function toAnnotation({ id, kind, points }: Mark): ImageAnnotation {
  const [[minX, minY], [maxX, maxY]] = boundsOf(points);
  const bounds = { minX, minY, maxX, maxY };
  const selector: ImageAnnotation["target"]["selector"] =
    kind === "box"
      ? { type: ShapeType.RECTANGLE, geometry: { bounds, x: minX, y: minY, w: maxX - minX, h: maxY - minY, rot: 0 } }
      : { type: ShapeType.POLYGON, geometry: { bounds, points: points.map(([x, y]): [number, number] => [x, y]) } };
  return { id, bodies: [], target: { annotation: id, selector } };
}
