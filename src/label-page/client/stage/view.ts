import type { Point, Size } from "./geometry.ts";

/** Where the picture lies: how many pixels of the screen one of its own takes, and where its upper left corner is in the stage. */
export type View = { readonly scale: number; readonly x: number; readonly y: number };

/** Free space around a picture that fits, so that corners at its edges can be taken hold of. */
const MARGIN = 16;
/** A pixel of the picture takes at most this many of the screen: enough to place a corner in it. */
const LARGEST = 32;
/** How much smaller than fitting a picture can be made. */
const SMALLEST_OF_FIT = 0.5;
/** This much of the picture always stays in sight, in pixels of the screen. */
const IN_SIGHT = 48;

export function fitView(stage: Size, picture: Size): View {
  const scale = Math.min((stage.width - 2 * MARGIN) / picture.width, (stage.height - 2 * MARGIN) / picture.height);
  const fitting = Math.max(scale, 0.001);
  // Whole pixels: what lies between two is blurred.
  return {
    scale: fitting,
    x: Math.round((stage.width - picture.width * fitting) / 2),
    y: Math.round((stage.height - picture.height * fitting) / 2),
  };
}

/** The point under `at` (in the stage) stays where it is. */
export function zoom(view: View, factor: number, at: Point, stage: Size, picture: Size): View {
  const fitting = fitView(stage, picture).scale;
  const scale = Math.min(Math.max(view.scale * factor, fitting * SMALLEST_OF_FIT), Math.max(LARGEST, fitting));
  const grown = scale / view.scale;
  return keepInSight(
    { scale, x: at[0] - (at[0] - view.x) * grown, y: at[1] - (at[1] - view.y) * grown },
    stage,
    picture,
  );
}

export const pan = (view: View, [dx, dy]: Point, stage: Size, picture: Size): View =>
  keepInSight({ ...view, x: view.x + dx, y: view.y + dy }, stage, picture);

function keepInSight({ scale, x, y }: View, stage: Size, picture: Size): View {
  const within = (at: number, room: number, length: number): number =>
    Math.round(Math.min(Math.max(at, IN_SIGHT - length), room - IN_SIGHT));
  return {
    scale,
    x: within(x, stage.width, picture.width * scale),
    y: within(y, stage.height, picture.height * scale),
  };
}
