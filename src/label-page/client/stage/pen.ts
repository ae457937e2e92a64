import { nextCorner, nudgeMark, withoutCorner } from "./chosen-corner.ts";
import {
  addCorner,
  boxBetween,
  clampPoint,
  distance,
  distanceToBorder,
  type Mark,
  type Point,
  type Size,
} from "./geometry.ts";
import { beginAt, type Gesture, type Selection, withoutLastCorner } from "./gesture.ts";
import { changeBy, findGrab, type Grab, smallestAt } from "./grab.ts";
import type { Marks } from "./marks.ts";

/** In pixels of the screen. A finger covers what it touches. */
const REACH = { mouse: 8, touch: 22 } as const;
/** A press that moves less is a click. */
const CLICK = 4;
/** The shortest side of a box that was meant. */
const SMALLEST = 3;
export type PenOptions = {
  readonly kind: Mark["kind"];
  readonly size: Size;
  readonly marks: Marks;
  /** The concept of what is drawn now. */
  readonly concept: () => string;
  /** Pixels of the screen per pixel of the picture. */
  readonly scale: () => number;
  /** Something is to be drawn anew. */
  readonly onChange: () => void;
};

export type Pen = ReturnType<typeof createPen>;

/** What a pointer and keys do with marks, in pixels of the picture. */
export function createPen({ kind, size, marks, concept, scale, onChange }: PenOptions) {
  let gesture: Gesture = { kind: "idle" };
  let selection: Selection | undefined;
  let isDrawing = true;

  const set = (next: Gesture): void => {
    gesture = next;
    onChange();
  };
  const select = (next: Selection | undefined): void => {
    selection = next;
    onChange();
  };
  const selected = (): Mark | undefined => marks.find(selection?.id);
  const near = (a: Point, b: Point, reach: number): boolean => distance(a, b) * scale() <= reach;

  function add(points: readonly Point[]) {
    const mark: Mark = { id: marks.newId(), concept: concept(), kind, points };
    gesture = { kind: "idle" };
    selection = { id: mark.id, isFresh: true };
    marks.add(mark);
  }

  const grabAt = (mark: Mark, at: Point, reach: number): Grab | undefined =>
    findGrab(mark, at, { scale: scale(), reach, isOpen: selection?.isFresh !== true || !isDrawing });

  function beginChange(mark: Mark, grab: Grab, from: Point) {
    if (grab.kind === "side" && mark.kind === "polygon") {
      const now = addCorner(mark, grab.index, from);
      return set({ kind: "change", grab: { kind: "corner", index: grab.index + 1 }, from, before: now, now });
    }
    set({ kind: "change", grab, from, before: mark, now: mark });
  }

  const markAt = (at: Point, reach: number): Mark | undefined => smallestAt(marks.all(), at, reach / scale());

  function click(at: Point, reach: number) {
    if (!isDrawing || kind === "box") {
      const mark = markAt(at, reach);
      if (mark !== undefined) return select({ id: mark.id, isFresh: false });
    } else {
      const border = marks.all().find((mark) => distanceToBorder(mark, at) * scale() <= reach / 2);
      if (border !== undefined) return select({ id: border.id, isFresh: false });
    }
    const wasSelected = selection !== undefined;
    selection = undefined;
    if (!isDrawing) return onChange();
    // The first click beside a chosen box lets go of it.
    if (kind === "box" && wasSelected) return onChange();
    set(beginAt(kind, at));
  }

  function addPoint(points: readonly Point[], at: Point, reach: number) {
    const [first] = points;
    const last = points.at(-1);
    const closes = first !== undefined && points.length >= 3 && near(first, at, reach);
    if (closes) return add(points);
    // A second click on the same place ends it.
    if (last !== undefined && near(last, at, CLICK)) {
      if (points.length >= 3) add(points);
      return;
    }
    set({ kind: "polygon", points: [...points, at] });
  }

  function finishBox(from: Point, to: Point) {
    const [[left, top], [right, bottom]] = boxBetween(from, to);
    if (Math.min(right - left, bottom - top) * scale() < SMALLEST) return set({ kind: "idle" });
    add(boxBetween(from, to));
  }

  return {
    gesture: () => gesture,
    selection: () => selection,
    isDrawing: () => isDrawing,
    selected,
    select,

    setDrawing(value: boolean) {
      isDrawing = value;
      set({ kind: "idle" });
    },

    /** Whether the press is the pen's: in selecting, one beside everything moves the picture. */
    down(at: Point, pointer: "mouse" | "touch"): boolean {
      const reach = REACH[pointer];
      const mark = selected();
      const grab = gesture.kind === "idle" && mark ? grabAt(mark, at, reach) : undefined;
      if (mark && grab) {
        beginChange(mark, grab, clampPoint(at, size));
        return true;
      }
      if (gesture.kind === "idle") {
        if (!isDrawing && markAt(at, reach) === undefined) {
          select(undefined);
          return false;
        }
        set({ kind: "press", from: at });
      }
      return true;
    },

    move(at: Point) {
      const to = clampPoint(at, size);
      switch (gesture.kind) {
        case "press": {
          if (!isDrawing || kind === "polygon" || near(gesture.from, at, CLICK)) return;
          selection = undefined;
          return set({ kind: "box", from: clampPoint(gesture.from, size), to, isHeld: true });
        }
        case "box":
          return set({ ...gesture, to });
        case "polygon":
          return set({ ...gesture, to });
        case "change":
          return set({ ...gesture, now: changeBy(gesture, at, size) });
        case "idle":
          return;
      }
    },

    up(at: Point, pointer: "mouse" | "touch") {
      const reach = REACH[pointer];
      const point = clampPoint(at, size);
      switch (gesture.kind) {
        case "press":
          gesture = { kind: "idle" };
          return click(point, reach);
        case "box":
          return finishBox(gesture.from, point);
        case "polygon":
          return addPoint(gesture.points, point, reach);
        case "change": {
          const { before, now } = gesture;
          const isNewCorner = marks.find(before.id)?.points.length !== now.points.length;
          const isSame = !isNewCorner && near(gesture.from, at, 1);
          gesture = { kind: "idle" };
          if (selection) selection = { id: selection.id, isFresh: selection.isFresh };
          if (isSame) return onChange();
          return marks.change(now);
        }
        case "idle":
          return;
      }
    },

    /** What is under way is given up; then what is chosen. False when there was neither. */
    cancel(): boolean {
      if (gesture.kind !== "idle") {
        set({ kind: "idle" });
        return true;
      }
      if (selection === undefined) return false;
      select(selection.corner === undefined ? undefined : { id: selection.id, isFresh: selection.isFresh });
      return true;
    },

    /** Ends a polygon with the corners that it has; false when there are too few. */
    close(): boolean {
      if (gesture.kind !== "polygon" || gesture.points.length < 3) return false;
      add(gesture.points);
      return true;
    },

    /** Takes back the last corner of what is being drawn; false when nothing is. */
    back(): boolean {
      const before = withoutLastCorner(gesture);
      if (before === undefined) return false;
      set(before);
      return true;
    },

    /** Sets a corner by the keyboard: of a polygon, the next one; of a box, the first or the second. */
    put(at: Point) {
      const point = clampPoint(at, size);
      if (gesture.kind === "polygon") return addPoint(gesture.points, point, REACH.mouse);
      if (gesture.kind === "box") return finishBox(gesture.from, point);
      selection = undefined;
      set(beginAt(kind, point));
    },

    /** Moves what is chosen, or the corner of it that is. */
    nudge(by: Point) {
      const mark = selected();
      if (mark) marks.change(nudgeMark(mark, selection?.corner, by, size));
    },

    /** Chooses the next corner, or the one before, for the arrow keys. */
    stepCorner(step: 1 | -1) {
      const mark = selected();
      if (!mark || !selection) return;
      select({ ...selection, corner: nextCorner(mark, selection.corner, step) });
    },

    remove(): boolean {
      const mark = selected();
      if (!mark || !selection) return false;
      const rest = withoutCorner(mark, selection.corner);
      if (rest) {
        selection = { id: mark.id, isFresh: false };
        marks.change(rest);
        return true;
      }
      selection = undefined;
      marks.remove(mark.id);
      return true;
    },
  };
}
