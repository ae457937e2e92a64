import type { ShownTask } from "../../protocol.ts";
import { boundsOf } from "../stage/geometry.ts";
import type { Stage } from "../stage/stage.ts";
import { conceptName } from "../work/concept-keys.ts";

/** For those who do not see the picture's marks: which one is chosen, and where it is while they move it. */
export function Spoken({ task, stage }: { task: ShownTask; stage: Stage | undefined }) {
  return (
    <>
      <p class="hidden" role="status">
        {describeSelected(task, stage)}
      </p>
      <p class="hidden" id="stage-keys">
        Enter sets a corner, the arrow keys move. More under Keys.
      </p>
    </>
  );
}

function describeSelected(task: ShownTask, stage: Stage | undefined): string {
  const mark = stage?.pen.selected();
  if (!mark) return "";
  const [[left, top], [right, bottom]] = boundsOf(mark.points);
  const sides = Object.entries({ left, top, right, bottom }).map(([side, at]) => `${side} ${Math.round(at)}`);
  return `${conceptName(task.concepts, mark.concept)}: ${sides.join(", ")}`;
}
