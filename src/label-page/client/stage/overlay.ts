import { boundsOf, cornersOf, distance, type Mark, middle, type Point, sidesOf } from "./geometry.ts";
import type { Gesture, Selection } from "./gesture.ts";
import { centreOf, ROOM_FOR_HANDLE } from "./grab.ts";
import type { View } from "./view.ts";

const SVG = "http://www.w3.org/2000/svg";

export type Scene = {
  readonly view: View;
  readonly gesture: Gesture;
  readonly selection: Selection | undefined;
  readonly selected: Mark | undefined;
  /** Where the keyboard's cross is, in pixels of the picture. */
  readonly cross: Point | undefined;
  /** The name and the colour of a concept. */
  readonly nameOf: (concept: string) => string;
  readonly colourOf: (concept: string) => string;
  readonly concept: string;
};

/** Draws what is being drawn or changed, with its handles, at the size of the screen whatever the zoom. */
export function drawOverlay(svg: SVGSVGElement, scene: Scene): void {
  const { view, gesture, selected, selection, cross } = scene;
  const toScreen = ([x, y]: Point): Point => [x * view.scale + view.x, y * view.scale + view.y];
  const parts: SVGElement[] = [];
  const mark = gesture.kind === "change" ? gesture.now : selected;
  svg.style.setProperty("--mark", scene.colourOf(mark?.concept ?? scene.concept));

  if (mark && gesture.kind !== "box" && gesture.kind !== "polygon") {
    const corners = cornersOf(mark).map(toScreen);
    parts.push(...outline(corners, true), ...handles(mark, toScreen, selection));
    parts.push(...tag(scene.nameOf(mark.concept), corners));
  }
  if (gesture.kind === "box")
    parts.push(...outline(cornersOf({ kind: "box", points: [gesture.from, gesture.to] }).map(toScreen), true));
  if (gesture.kind === "polygon") {
    const points = gesture.points.map(toScreen);
    const open = gesture.to === undefined ? points : [...points, toScreen(gesture.to)];
    parts.push(...outline(open, false));
    for (const [index, [cx, cy]] of points.entries())
      parts.push(make("circle", { class: index === 0 && points.length > 2 ? "handle first" : "handle", cx, cy, r: 5 }));
  }
  if (cross) {
    const [x, y] = toScreen(cross);
    for (const name of ["cross halo", "cross"])
      parts.push(make("path", { class: name, d: `M${x - 14} ${y}h10m8 0h10M${x} ${y - 14}v10m0 8v10` }));
  }
  svg.replaceChildren(...parts);
}

function outline(points: readonly Point[], isClosed: boolean): SVGElement[] {
  const list = points.map(([x, y]) => `${x},${y}`).join(" ");
  const name = isClosed ? "polygon" : "polyline";
  return ["halo", "line"].map((each) => make(name, { class: each, points: list }));
}

function handles(mark: Mark, toScreen: (point: Point) => Point, selection: Selection | undefined): SVGElement[] {
  const parts: SVGElement[] = [];
  for (const side of sidesOf(mark)) {
    const [a, b] = [toScreen(side[0]), toScreen(side[1])];
    if (distance(a, b) < ROOM_FOR_HANDLE) continue;
    const [cx, cy] = middle(a, b);
    parts.push(make("circle", { class: "side", cx, cy, r: 3.5 }));
  }
  for (const [index, corner] of cornersOf(mark).entries()) {
    const [cx, cy] = toScreen(corner);
    parts.push(make("circle", { class: selection?.corner === index ? "handle chosen" : "handle", cx, cy, r: 5 }));
  }
  const [x, y] = toScreen(centreOf(mark));
  parts.push(make("path", { class: "grip halo", d: `M${x - 6} ${y}h12M${x} ${y - 6}v12` }));
  parts.push(make("path", { class: "grip", d: `M${x - 6} ${y}h12M${x} ${y - 6}v12` }));
  return parts;
}

function tag(name: string, corners: readonly Point[]): SVGElement[] {
  const [[left, top], [, bottom]] = boundsOf(corners);
  const text = make("text", { class: "tag", x: left, y: top > 24 ? top - 9 : bottom + 20 });
  text.textContent = name;
  return [text];
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
