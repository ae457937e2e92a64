import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import type { ShownTask } from "../../protocol.ts";
import type { ShownLabel } from "../../review-protocol.ts";
import { MarkList } from "../parts/mark-list.tsx";
import { Picker } from "../parts/picker.tsx";
import { PictureStage } from "../parts/picture-stage.tsx";
import { Spoken } from "../parts/spoken.tsx";
import { Tools } from "../parts/tools.tsx";
import { type Mark, toSaid } from "../stage/geometry.ts";
import { useDeskKeys } from "../work/use-desk-keys.ts";
import { useDrawing } from "../work/use-drawing.ts";

type Props = {
  readonly task: ShownTask;
  readonly label: ShownLabel;
  readonly src: string;
  /** What was corrected of it before. */
  readonly corrected: Said | undefined;
  readonly isOpen: boolean;
  /** Nobody else has labeled this input. */
  readonly isOnly: boolean;
  /** With every stroke. */
  readonly onChange: (said: Said) => void;
  /** What ends it where every mark has a concept. */
  readonly finish: RefObject<() => void>;
  readonly onDone: () => void;
  readonly onBroken: () => void;
};

/** One labeler's label, to be changed before it is approved. */
export function Corrector({ task, label, src, corrected, isOpen, isOnly, onChange, finish, onDone, onBroken }: Props) {
  const filter = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState<string>();
  const last = useRef<readonly Mark[]>([]);
  const drawing = useDrawing(task, {
    begin({ marks, pen }) {
      last.current = marks.all();
      // What is there is taken hold of first.
      pen.setDrawing(last.current.length === 0);
    },
    stroke({ marks, size }) {
      // Only another one was chosen among them.
      if (marks.all() === last.current) return;
      last.current = marks.all();
      setMissing(undefined);
      onChange(toSaid(last.current, size));
    },
  });

  useEffect(() => focusStage(), []);

  function done() {
    const words = drawing.findMissing();
    if (words === undefined) return onDone();
    setMissing(words);
  }

  finish.current = done;

  /** With nothing chosen in the picture, it is for what is drawn next. */
  function choose(id: string) {
    const pen = drawing.stage.current?.pen;
    if (pen?.selected() === undefined) pen?.setDrawing(true);
    drawing.name(id);
  }

  useDeskKeys({
    isOpen,
    isDrawn: true,
    concepts: task.concepts,
    undo: drawing.undo,
    redo: drawing.redo,
    submit: done,
    step: () => undefined,
    choose,
    find: () => filter.current?.focus(),
  });

  return (
    <>
      <div class="canvas">
        <PictureStage
          task={task}
          src={src}
          label={`What ${label.labeler} marked, to be corrected`}
          first={corrected ?? label.said}
          drawing={drawing}
          onBroken={onBroken}
        />
        <Spoken task={task} stage={drawing.stage.current} />
        <Tools drawing={drawing} />
      </div>
      <aside aria-label="Correction">
        <p class="note">
          You correct what {label.labeler} marked. Changed, it is approved when you save
          {isOnly ? "." : "; what other labelers marked differently is rejected."}
        </p>
        <Picker
          task={task}
          chosen={drawing.named()}
          {...(missing !== undefined && { error: missing })}
          filter={filter}
          onChoose={choose}
          onFound={focusStage}
        />
        <MarkList task={task} drawing={drawing} onSelected={focusStage} />
      </aside>
    </>
  );
}

const focusStage = (): void => document.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
