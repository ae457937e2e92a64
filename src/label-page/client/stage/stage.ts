import type { Mark, Point, Size } from "./geometry.ts";
import type { Selection } from "./gesture.ts";
import { createMarks, type Marks } from "./marks.ts";
import { drawOverlay } from "./overlay.ts";
import { createPen } from "./pen.ts";
import { listenToPointers, type Pointed } from "./pointers.ts";
import { fitView, pan, type View, zoom } from "./view.ts";

export type StageOptions = {
  /** Empty; takes the pointer and the keys. */
  readonly host: HTMLElement;
  /** Loaded. */
  readonly picture: HTMLImageElement;
  readonly kind: Mark["kind"];
  readonly first: readonly Mark[];
  readonly nameOf: (concept: string) => string;
  readonly colourOf: (concept: string) => string;
  readonly concept: () => string;
  /** The marks, or what is chosen among them, are different now. */
  readonly onChange: () => void;
};

export type Stage = Pointed & {
  readonly marks: Marks;
  readonly view: () => View;
  /** What the stage takes of the screen. */
  readonly room: () => Size;
  readonly fit: () => void;
  /** The keyboard's cross, in pixels of the picture. */
  readonly cross: () => Point | undefined;
  /** Draws anew, as after another concept was chosen. */
  readonly draw: () => void;
  readonly end: () => void;
};

/** A picture with what is marked in it. */
export function createStage(options: StageOptions): Stage {
  const { host, picture, nameOf, colourOf, concept } = options;
  const size = { width: picture.naturalWidth, height: picture.naturalHeight };
  const frame = document.createElement("div");
  frame.className = "frame";
  frame.append(picture);
  const overlay = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  overlay.setAttribute("class", "overlay");
  overlay.setAttribute("aria-hidden", "true");
  host.append(frame, overlay);
  // A style attribute would need a wider policy; a sheet of our own does not.
  const colours = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, colours];

  const room = (): Size => ({ width: host.clientWidth, height: host.clientHeight });
  let view = fitView(room(), size);
  let isFitted = true;
  let cross: Point | undefined;
  let frameRequest = 0;
  let colouring = "";
  let told: { marks: readonly Mark[]; selection: Selection | undefined } = {
    marks: options.first,
    selection: undefined,
  };

  const marks = createMarks(picture, options.first, () => change());
  const pen = createPen({
    kind: options.kind,
    size,
    marks,
    concept,
    scale: () => view.scale,
    onChange: () => change(),
  });

  function change(): void {
    draw();
    // What is only being drawn concerns nobody else yet.
    if (marks.all() === told.marks && pen.selection() === told.selection) return;
    told = { marks: marks.all(), selection: pen.selection() };
    options.onChange();
  }

  /** At most once a frame. */
  function draw(): void {
    frameRequest ||= requestAnimationFrame(() => {
      frameRequest = 0;
      paint();
    });
  }

  function paint(): void {
    frame.style.width = `${size.width * view.scale}px`;
    frame.style.height = `${size.height * view.scale}px`;
    frame.style.transform = `translate(${view.x}px, ${view.y}px)`;
    frame.classList.toggle("magnified", view.scale >= PIXELS_SHOW);
    const gesture = pen.gesture();
    const selected = pen.selected();
    const hidden = gesture.kind === "change" ? gesture.now.id : selected?.id;
    const rules = marks.all().map(({ id, concept: its }) => `[data-id="${id}"]{--mark:${colourOf(its)}}`);
    if (hidden !== undefined) rules.push(`[data-id="${hidden}"]{visibility:hidden}`);
    const next = rules.join("\n");
    if (next !== colouring) colours.replaceSync(next);
    colouring = next;
    drawOverlay(overlay, {
      view,
      gesture,
      selected,
      cross,
      nameOf,
      colourOf,
      selection: pen.selection(),
      concept: concept(),
    });
  }

  function show(next: View, fitted: boolean): void {
    view = next;
    isFitted = fitted;
    draw();
  }

  const centre = (): Point => [host.clientWidth / 2, host.clientHeight / 2];
  const resized = new ResizeObserver(() => show(isFitted ? fitView(room(), size) : view, isFitted));
  resized.observe(host);
  const stage: Stage = {
    marks,
    pen,
    size,
    view: () => view,
    room,
    zoomBy: (factor, at = centre()) => show(zoom(view, factor, at, room(), size), false),
    panBy: (by) => show(pan(view, by, room(), size), false),
    fit: () => show(fitView(room(), size), true),
    cross: () => cross,
    setCross: (at) => {
      cross = at;
      if (at && pen.gesture().kind !== "idle") pen.move(at);
      draw();
    },
    draw,
    end: () => {
      stopListening();
      resized.disconnect();
      cancelAnimationFrame(frameRequest);
      marks.end();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== colours);
      host.replaceChildren();
    },
  };
  const stopListening = listenToPointers(host, picture, stage);
  paint();
  return stage;
}

/** From this many pixels of the screen per pixel on, one sees the pixels, and wants to see their edges. */
const PIXELS_SHOW = 4;
