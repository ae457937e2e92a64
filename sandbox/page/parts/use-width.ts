import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Until it is measured. */
const FIRST_WIDTH = 528;

/** How wide an element is on the page, in CSS pixels, as it changes. */
export function useWidth<E extends Element>(): [RefObject<E | null>, number] {
  const place = useRef<E>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(entry.contentRect.width);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}
