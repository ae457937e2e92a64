import { clamp, type Point } from "./geometry.ts";
import type { Stage } from "./stage.ts";

/** Pixels of the screen that an arrow key moves by; with Shift, the fine step. */
const STEP = 8;
const FINE = 1;
const ZOOM = 1.25;
/** How near the cross comes to the stage's edge before the picture follows. */
const EDGE = 24;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keys on the stage; true where one meant something here. */
export function pressKey(stage: Stage, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { pen } = stage;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = (event.shiftKey ? FINE : STEP) / stage.view().scale;
    move(stage, [arrow[0] * step, arrow[1] * step]);
    return true;
  }
  switch (event.key) {
    case "Enter": {
      const cross = stage.cross();
      if (cross !== undefined) {
        pen.put(cross);
        return true;
      }
      pen.select(undefined);
      stage.setCross(middleOf(stage));
      return true;
    }
    case "Delete":
    case "Backspace":
      return pen.back() || pen.remove();
    case "Escape":
      if (pen.cancel()) return true;
      if (stage.cross() === undefined) return false;
      stage.setCross(undefined);
      return true;
    case ".":
    case ",":
      stage.setCross(undefined);
      pen.stepCorner(event.key === "." ? 1 : -1);
      return true;
    case "+":
    case "=":
      stage.zoomBy(ZOOM);
      return true;
    case "-":
      stage.zoomBy(1 / ZOOM);
      return true;
    default:
      return false;
  }
}

function move(stage: Stage, by: Point) {
  const { pen } = stage;
  if (pen.selection() !== undefined && pen.gesture().kind === "idle") {
    // What the cross has just drawn is chosen: now the arrows move that.
    stage.setCross(undefined);
    return pen.nudge(by);
  }
  const from = stage.cross() ?? middleOf(stage);
  const { width, height } = stage.size;
  const at: Point = [clamp(from[0] + by[0], width), clamp(from[1] + by[1], height)];
  stage.setCross(at);
  follow(stage, at);
}

function follow(stage: Stage, [x, y]: Point) {
  const { scale, x: left, y: top } = stage.view();
  const room = stage.room();
  const past = (at: number, length: number): number => Math.min(0, at - EDGE) + Math.max(0, at + EDGE - length);
  const [dx, dy] = [past(x * scale + left, room.width), past(y * scale + top, room.height)];
  if (dx !== 0 || dy !== 0) stage.panBy([-dx, -dy]);
}

function middleOf(stage: Stage): Point {
  const { scale, x, y } = stage.view();
  const { width, height } = stage.room();
  return [clamp((width / 2 - x) / scale, stage.size.width), clamp((height / 2 - y) / scale, stage.size.height)];
}
