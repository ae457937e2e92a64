import { useRef, useState } from "preact/hooks";
import type { ShownTask } from "../../protocol.ts";
import type { Stage } from "../stage/stage.ts";

/**
 * What marks are called. Whoever chooses a concept first draws with it from then on; whoever draws first names each mark afterwards.
 * Neither changes a mark that has its name, unless it was chosen for that.
 */
export function useNaming(concepts: ShownTask["concepts"]) {
  const only = concepts.length === 1 ? concepts[0]?.id : undefined;
  const [concept, setConcept] = useState(only ?? "");
  const now = useRef(concept);

  function set(id: string): void {
    now.current = id;
    setConcept(id);
  }

  return {
    /** The concept of what is drawn next; empty for none. */
    current: (): string => now.current,
    /** What the picker shows as chosen: of the mark that is, else of what is drawn next. */
    shown: (stage: Stage | undefined): readonly string[] => {
      const mark = stage?.pen.selected();
      return mark && takesName(stage) ? [mark.concept] : [concept];
    },
    choose: (id: string, stage: Stage | undefined) => {
      const mark = stage?.pen.selected();
      if (!stage || !mark || !takesName(stage)) {
        set(id);
        return stage?.draw();
      }
      if (mark.concept !== id) stage.marks.change({ ...mark, concept: id });
    },
  };
}

/** A mark that has just been drawn with a name keeps it: the next choice is for the next mark. */
function takesName(stage: Stage | undefined): boolean {
  const mark = stage?.pen.selected();
  return mark !== undefined && (mark.concept === "" || stage?.pen.selection()?.isFresh === false);
}
