import { useRef, useState } from "preact/hooks";
import type { ShownTask } from "../../protocol.ts";
import type { Mark } from "../stage/geometry.ts";
import type { Stage } from "../stage/stage.ts";
import { useNaming } from "./use-naming.ts";

type On = {
  /** The picture is there to be drawn on. */
  readonly begin: (stage: Stage) => void;
  /** The marks, or what is chosen among them, are different now. */
  readonly stroke: (stage: Stage) => void;
};

export type Drawing = ReturnType<typeof useDrawing>;

/** What is drawn on the picture that is shown, and what its marks are called. */
export function useDrawing({ concepts }: Pick<ShownTask, "concepts">, on: On) {
  const stage = useRef<Stage | undefined>(undefined);
  const naming = useNaming(concepts);
  const [, setStrokes] = useState(0);
  // The stage is made once, and is to know what is shown now.
  const now = useRef(on);
  now.current = on;

  const showAnew = (): void => setStrokes((count) => count + 1);
  const marks = (): readonly Mark[] => stage.current?.marks.all() ?? [];
  const select = (id: string): void => stage.current?.pen.select({ id, isFresh: false });

  return {
    /** Nothing before the picture is there. */
    stage,
    showAnew,
    begin(next: Stage): void {
      stage.current = next;
      now.current.begin(next);
      showAnew();
    },
    stroke(): void {
      if (!stage.current) return;
      now.current.stroke(stage.current);
      showAnew();
    },
    /** The next picture may be there already when the one before goes; where it is not, nothing of the one before is to be seen or undone. */
    end(ended: Stage): void {
      if (stage.current !== ended) return;
      stage.current = undefined;
      showAnew();
    },

    /** The concept of what is drawn next; empty for none. */
    concept: naming.current,
    /** What the picker shows as chosen. */
    named: (): readonly string[] => naming.shown(stage.current),
    name: (concept: string): void => naming.choose(concept, stage.current),

    marks,
    select,
    remove(id: string): void {
      stage.current?.pen.select(undefined);
      stage.current?.marks.remove(id);
    },
    undo: (): void => stage.current?.marks.undo(),
    redo: (): void => stage.current?.marks.redo(),

    /** Ends what is only begun, and gives in words what the marks lack; the first that lacks it is chosen then. */
    findMissing(): string | undefined {
      stage.current?.pen.close();
      // Also one whose concept the lead has taken out of the task meanwhile.
      const unnamed = marks().find(({ concept }) => !concepts.some(({ id }) => id === concept));
      if (!unnamed) return undefined;
      select(unnamed.id);
      return "One of the marks has no concept of this task: choose one, or delete the mark.";
    },
  };
}
