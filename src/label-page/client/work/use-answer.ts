import { useState } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import { toSaid } from "../stage/geometry.ts";
import type { Stage } from "../stage/stage.ts";
import { useDrawing } from "./use-drawing.ts";
import type { Work } from "./use-work.ts";

export type Answer = ReturnType<typeof useAnswer>;

/** What somebody says of the input that is shown, from what is begun until it is submitted. `onPicture`: a picture is there to be drawn on. */
export function useAnswer(desk: Work, onPicture: () => void) {
  const { current } = desk;
  const { task } = desk.work;
  const isDrawn = task.kind !== "concepts";
  /** What an input lacks, once it was to be submitted. */
  const [lack, setLack] = useState<{ readonly inputId: string; readonly words: string }>();
  /** The input of which nothing was marked, and which was submitted like this once. */
  const [emptyId, setEmptyId] = useState<string>();
  const drawing = useDrawing(task, { begin, stroke: keepMarks });

  const said = current && desk.draftOf(current);
  const chosen = said?.kind === "concepts" ? said.concepts : [];
  const isNone = said?.kind === "concepts" && said.concepts.length === 0;

  const setMissing = (words: string | undefined): void =>
    setLack(words === undefined || !current ? undefined : { inputId: current.inputId, words });

  function begin() {
    setMissing(undefined);
    onPicture();
  }

  function keepMarks({ marks, size }: Stage) {
    if (!current) return;
    const next = toSaid(marks.all(), size);
    if (JSON.stringify(next) !== JSON.stringify(desk.draftOf(current) ?? toSaid([], size)))
      desk.keep(current.inputId, next.shapes.length > 0 ? next : undefined);
    setEmptyId(undefined);
    setMissing(undefined);
  }

  function choose(id: string) {
    setMissing(undefined);
    if (isDrawn) return drawing.name(id);
    if (!current) return;
    const isOne = task.conceptsPerInput === "ONE";
    const others = chosen.filter((each) => each !== id);
    const concepts = isOne ? [id] : others.length < chosen.length ? others : [...chosen, id];
    desk.keep(current.inputId, concepts.length > 0 ? { kind: "concepts", concepts } : undefined);
  }

  function chooseNone() {
    setMissing(undefined);
    if (current) desk.keep(current.inputId, isNone ? undefined : { kind: "concepts", concepts: [] });
  }

  /** What is to be submitted; undefined where something is missing, which is said. */
  function read(): Said | undefined {
    if (isDrawn) return readMarks();
    if (said === undefined) setMissing("Choose a concept, or None of these.");
    return said;
  }

  function readMarks(): Said | undefined {
    const drawn = drawing.stage.current;
    if (!current) return undefined;
    if (!drawn) {
      setMissing("The picture is still on its way: submit it once it is there.");
      return undefined;
    }
    const words = drawing.findMissing();
    if (words !== undefined) {
      setMissing(words);
      return undefined;
    }
    const marked = toSaid(drawn.marks.all(), drawn.size);
    if (marked.shapes.length > 0 || emptyId === current.inputId) return marked;
    setEmptyId(current.inputId);
    return undefined;
  }

  return {
    said,
    drawing,
    chosen: isDrawn ? drawing.named() : chosen,
    isNone,
    missing: lack !== undefined && lack.inputId === current?.inputId ? lack.words : undefined,
    /** Nothing is marked: submitted once more, it is meant. */
    isEmpty: current !== undefined && emptyId === current.inputId,
    choose,
    chooseNone,
    /** There will be no picture to wait for. */
    giveUp: () => setMissing(undefined),

    /** False where it was not submitted, which is said. */
    async submit(): Promise<boolean> {
      const answer = read();
      if (answer === undefined || !(await desk.submit(answer))) return false;
      setEmptyId(undefined);
      return true;
    },
  };
}
