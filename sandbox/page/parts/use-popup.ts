import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

/** Where a popup stands, in the window: below its anchor, or above it where there is more room. */
export type PopupPlace = { readonly left: number; readonly width: number; readonly maxHeight: number } & (
  | { readonly top: number }
  | { readonly bottom: number }
);

const GAP_PX = 4;
const EDGE_PX = 8;

/**
 * Keeps a popup at its anchor while it is open (it is `position: fixed`, so that no scrolling box cuts it off), and closes it
 * on a press outside of both.
 */
export function usePopup(
  anchor: RefObject<HTMLElement | null>,
  popup: RefObject<HTMLElement | null>,
  isOpen: boolean,
  close: () => void,
  wanted: { readonly height: number; readonly width?: number },
): PopupPlace | undefined {
  const [place, setPlace] = useState<PopupPlace>();

  useLayoutEffect(() => {
    if (!isOpen) return;
    const measure = () => {
      if (anchor.current) setPlace(placeAt(anchor.current.getBoundingClientRect(), wanted.height, wanted.width));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (anchor.current) observer.observe(anchor.current);
    window.addEventListener("resize", measure);
    window.addEventListener("scroll", measure, true);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
      window.removeEventListener("scroll", measure, true);
    };
  }, [isOpen, wanted.height, wanted.width]);

  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: PointerEvent) => {
      const target = event.target;
      if (!(target instanceof Node)) return;
      if (!anchor.current?.contains(target) && !popup.current?.contains(target)) close();
    };
    document.addEventListener("pointerdown", onPress, true);
    return () => document.removeEventListener("pointerdown", onPress, true);
  }, [isOpen, close]);

  return isOpen ? place : undefined;
}

function placeAt(box: DOMRect, height: number, asked: number | undefined): PopupPlace {
  const below = window.innerHeight - box.bottom - GAP_PX - EDGE_PX;
  const above = box.top - GAP_PX - EDGE_PX;
  const width = Math.min(asked ?? box.width, window.innerWidth - 2 * EDGE_PX);
  const left = Math.max(EDGE_PX, Math.min(box.left, window.innerWidth - width - EDGE_PX));
  if (below >= Math.min(height, 200) || below >= above) {
    return { left, width, maxHeight: Math.min(height, below), top: box.bottom + GAP_PX };
  }
  return { left, width, maxHeight: Math.min(height, above), bottom: window.innerHeight - box.top + GAP_PX };
}

/** The same as an inline style. */
export const styleOf = (place: PopupPlace) => ({
  left: `${place.left}px`,
  width: `${place.width}px`,
  maxHeight: `${place.maxHeight}px`,
  ...("top" in place ? { top: `${place.top}px` } : { bottom: `${place.bottom}px` }),
});
