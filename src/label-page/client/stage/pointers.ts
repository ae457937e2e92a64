import { distance, middle, type Point, type Size } from "./geometry.ts";
import type { Pen } from "./pen.ts";

/** How far the wheel zooms: a notch of 100 by about a fifth. */
const PER_WHEEL_PIXEL = 0.002;
/** A pinch on a touchpad arrives as a wheel with Ctrl, in smaller steps. */
const PER_PINCH_PIXEL = 0.01;
const PIXELS_PER_LINE = 16;

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input, textarea, select");
/** Space presses these; elsewhere it takes hold of the picture. */
const takesSpace = (target: EventTarget | null): boolean =>
  isText(target) || (target instanceof HTMLElement && target.closest("button, summary, dialog, a") !== null);

/** What pointers work on. */
export type Pointed = {
  readonly pen: Pen;
  readonly size: Size;
  /** Where the keyboard's cross is, in pixels of the picture. */
  readonly setCross: (at: Point | undefined) => void;
  readonly panBy: (by: Point) => void;
  /** By a factor, about a place in the stage; about its middle where none is given. */
  readonly zoomBy: (factor: number, at?: Point) => void;
};

/** Mouse, pen and fingers on the stage: one draws, two (or the space key, or the middle button) move the picture. */
export function listenToPointers(host: HTMLElement, picture: HTMLImageElement, stage: Pointed): () => void {
  const fingers = new Map<number, Point>();
  let panning: { readonly id: number; readonly at: Point } | undefined;
  let isSpaceDown = false;

  /** In pixels of the picture, with what lies between two of them. */
  function toPicture({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = picture.getBoundingClientRect();
    return [((clientX - left) / width) * stage.size.width, ((clientY - top) / height) * stage.size.height];
  }
  const toStage = (clientX: number, clientY: number): Point => {
    const { left, top } = host.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const pointerOf = ({ pointerType }: PointerEvent) => (pointerType === "touch" ? "touch" : "mouse");

  function onDown(event: PointerEvent) {
    if (event.button > 1) return;
    event.preventDefault();
    host.focus({ preventScroll: true });
    host.setPointerCapture(event.pointerId);
    stage.setCross(undefined);
    const at: Point = [event.clientX, event.clientY];
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, at);
      if (fingers.size === 2) {
        // The first finger had begun something that was not meant; a polygon that is under way stays.
        if (stage.pen.gesture().kind !== "polygon") stage.pen.cancel();
        return;
      }
      if (fingers.size > 2) return;
    }
    if (event.button === 1 || isSpaceDown || !stage.pen.down(toPicture(event), pointerOf(event)))
      panning = { id: event.pointerId, at };
    host.classList.toggle("panning", panning !== undefined);
  }

  function onMove(event: PointerEvent) {
    const at: Point = [event.clientX, event.clientY];
    if (fingers.size >= 2 && fingers.has(event.pointerId)) return pinch(event.pointerId, at);
    if (panning !== undefined) {
      if (panning.id !== event.pointerId) return;
      stage.panBy([at[0] - panning.at[0], at[1] - panning.at[1]]);
      panning = { id: event.pointerId, at };
      return;
    }
    stage.pen.move(toPicture(event));
  }

  function pinch(id: number, at: Point) {
    const [a, b] = [...fingers.values()];
    fingers.set(id, at);
    const [c, d] = [...fingers.values()];
    if (!a || !b || !c || !d) return;
    const [before, after] = [middle(a, b), middle(c, d)];
    stage.panBy([after[0] - before[0], after[1] - before[1]]);
    stage.zoomBy(distance(c, d) / Math.max(distance(a, b), 1), toStage(...after));
  }

  function onUp(event: PointerEvent) {
    const wasPinch = fingers.size >= 2;
    fingers.delete(event.pointerId);
    if (wasPinch) {
      wasPinching = fingers.size > 0;
      return;
    }
    if (wasPinching) {
      // The finger that is lifted last draws nothing.
      wasPinching = false;
      return;
    }
    if (panning?.id === event.pointerId) {
      panning = undefined;
      host.classList.remove("panning");
      return;
    }
    stage.pen.up(toPicture(event), pointerOf(event));
  }
  let wasPinching = false;

  function onCancel(event: PointerEvent) {
    fingers.delete(event.pointerId);
    panning = undefined;
    host.classList.remove("panning");
    if (stage.pen.gesture().kind !== "polygon") stage.pen.cancel();
  }

  function onWheel(event: WheelEvent) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * PIXELS_PER_LINE;
    const factor = Math.exp(-pixels * (event.ctrlKey ? PER_PINCH_PIXEL : PER_WHEEL_PIXEL));
    stage.zoomBy(factor, toStage(event.clientX, event.clientY));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.code !== "Space" || takesSpace(event.target)) return;
    event.preventDefault();
    isSpaceDown = true;
    host.classList.add("movable");
  }

  function onKeyUp(event: KeyboardEvent) {
    if (event.code !== "Space") return;
    letGo();
  }

  function letGo() {
    isSpaceDown = false;
    host.classList.remove("movable");
  }

  const pointers = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", onCancel],
  ] as const;
  for (const [name, listener] of pointers) host.addEventListener(name, listener);
  host.addEventListener("wheel", onWheel, { passive: false });
  window.addEventListener("keydown", onKeyDown);
  window.addEventListener("keyup", onKeyUp);
  window.addEventListener("blur", letGo);
  return () => {
    for (const [name, listener] of pointers) host.removeEventListener(name, listener);
    host.removeEventListener("wheel", onWheel);
    window.removeEventListener("keydown", onKeyDown);
    window.removeEventListener("keyup", onKeyUp);
    window.removeEventListener("blur", letGo);
  };
}
