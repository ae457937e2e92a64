import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { distance, middle, type Point, type Size } from "../stage/geometry.ts";
import { fitView, pan, type View, zoom } from "../stage/view.ts";

const NOTCH = 1.2;
/** Longer than between two notches of a wheel. */
const SETTLES_MS = 120;

/**
 * One view of a picture for all panes that show it: what is enlarged in one is enlarged in each. `view` is undefined before there is a size.
 * `drawn` is the view for which everything is drawn: while it moves, what is there is stretched, so that many shapes are not drawn anew
 * with every frame.
 */
export function useSharedView(picture: Size | undefined) {
  const [room, setRoom] = useState<Size>();
  /** Undefined: as it fits. */
  const [moved, setMoved] = useState<View>();
  const fitting = useMemo(() => room && picture && fitView(room, picture), [room, picture]);
  const view = moved ?? fitting;
  const [settled, setSettled] = useState<View>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(view), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [view]);

  function change(next: (view: View, room: Size, picture: Size) => View) {
    setMoved((before) => {
      const from = before ?? fitting;
      return from && room && picture ? next(from, room, picture) : before;
    });
  }
  const zoomBy = (factor: number, at?: Point): void =>
    change((from, space, size) => zoom(from, factor, at ?? [space.width / 2, space.height / 2], space, size));

  return {
    view,
    drawn: settled ?? view,
    isFitted: moved === undefined,
    setRoom: (next: Size) => {
      setRoom((before) => (before?.width === next.width && before.height === next.height ? before : next));
    },
    zoomBy,
    panBy: (by: Point): void => change((from, space, size) => pan(from, by, space, size)),
    fit: () => setMoved(undefined),
  };
}

export type SharedView = ReturnType<typeof useSharedView>;

/** Lets a pane be zoomed and moved by wheel, pointer and two fingers. Gives what goes to its element. */
export function usePane(shared: SharedView) {
  const host = useRef<HTMLDivElement>(null);
  const now = useRef(shared);
  now.current = shared;

  useEffect(() => {
    const pane = host.current;
    if (!pane) return;
    const pointers = new Map<number, Point>();
    const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = pane.getBoundingClientRect();
      return [clientX - left, clientY - top];
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      now.current.zoomBy(event.deltaY < 0 ? NOTCH : 1 / NOTCH, placeOf(event));
    };
    const onDown = (event: PointerEvent): void => {
      pointers.set(event.pointerId, placeOf(event));
      pane.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent): void => {
      const from = pointers.get(event.pointerId);
      if (!from) return;
      const to = placeOf(event);
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      pointers.set(event.pointerId, to);
      if (other) now.current.zoomBy(distance(to, other) / Math.max(distance(from, other), 1), middle(to, other));
      else now.current.panBy([to[0] - from[0], to[1] - from[1]]);
    };
    const onUp = (event: PointerEvent): void => void pointers.delete(event.pointerId);
    const resized = new ResizeObserver(() =>
      now.current.setRoom({ width: pane.clientWidth, height: pane.clientHeight }),
    );
    resized.observe(pane);
    pane.addEventListener("wheel", onWheel, { passive: false });
    pane.addEventListener("pointerdown", onDown);
    pane.addEventListener("pointermove", onMove);
    for (const end of ["pointerup", "pointercancel"] as const) pane.addEventListener(end, onUp);
    return () => {
      resized.disconnect();
      pane.removeEventListener("wheel", onWheel);
      pane.removeEventListener("pointerdown", onDown);
      pane.removeEventListener("pointermove", onMove);
      for (const end of ["pointerup", "pointercancel"] as const) pane.removeEventListener(end, onUp);
    };
  }, []);
  return host;
}
