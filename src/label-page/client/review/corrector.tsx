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
import type { Stage } from "../stage/stage.ts";
import { keysOf } from "../work/concept-keys.ts";
import { useDeskKeys } from "../work/use-desk-keys.ts";
import { useNaming } from "../work/use-naming.ts";

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
  const stage = useRef<Stage | undefined>(undefined);
  const filter = useRef<HTMLInputElement>(null);
  const naming = useNaming(task.concepts);
  const [missing, setMissing] = useState<string>();
  const [, setStrokes] = useState(0);
  const last = useRef<readonly Mark[]>([]);

  useEffect(() => focusStage(), []);

  function onStroke() {
    const drawn = stage.current;
    if (!drawn) return;
    setStrokes((count) => count + 1);
    // Only another one was chosen among them.
    if (drawn.marks.all() === last.current) return;
    last.current = drawn.marks.all();
    setMissing(undefined);
    onChange(toSaid(last.current, drawn.size));
  }
  // The stage is made once, and is to know what is shown now.
  const stroke = useRef(onStroke);
  stroke.current = onStroke;

  function done() {
    const drawn = stage.current;
    drawn?.pen.close();
    const unnamed = drawn?.marks.all().find(({ concept }) => !task.concepts.some(({ id }) => id === concept));
    if (!drawn || !unnamed) return onDone();
    drawn.pen.select({ id: unnamed.id, isFresh: false });
    setMissing("One of the marks has no concept of this task: choose one, or delete the mark.");
  }

  finish.current = done;

  /** With nothing chosen in the picture, it is for what is drawn next. */
  function choose(id: string) {
    if (stage.current?.pen.selected() === undefined) stage.current?.pen.setDrawing(true);
    naming.choose(id, stage.current);
  }

  useDeskKeys({
    isOpen,
    undo: () => stage.current?.marks.undo(),
    redo: () => stage.current?.marks.redo(),
    submit: done,
    step: () => undefined,
    choose: (key) => {
      const id = keysOf(task.concepts).get(key);
      if (id !== undefined) choose(id);
    },
    find: () => filter.current?.focus(),
    isDrawn: true,
  });

  return (
    <>
      <div class="canvas">
        <PictureStage
          task={task}
          src={src}
          label={`What ${label.labeler} marked, to be corrected`}
          first={corrected ?? label.said}
          concept={naming.current}
          onStage={(next) => {
            stage.current = next;
            last.current = next.marks.all();
            // What is there is taken hold of first.
            next.pen.setDrawing(last.current.length === 0);
            setStrokes((count) => count + 1);
          }}
          onEnd={(ended) => {
            if (stage.current === ended) stage.current = undefined;
          }}
          onChange={() => stroke.current()}
          onBroken={onBroken}
        />
        <Spoken task={task} stage={stage.current} />
        <Tools stage={stage.current} onChange={() => setStrokes((count) => count + 1)} />
      </div>
      <aside aria-label="Correction">
        <p class="note">
          You correct what {label.labeler} marked. Changed, it is approved when you save
          {isOnly ? "." : "; what other labelers marked differently is rejected."}
        </p>
        <Picker
          task={task}
          chosen={naming.shown(stage.current)}
          {...(missing !== undefined && { error: missing })}
          filter={filter}
          onChoose={choose}
          onFound={focusStage}
        />
        <MarkList
          task={task}
          marks={stage.current?.marks.all() ?? []}
          selected={stage.current?.pen.selection()?.id}
          onSelect={(id) => {
            stage.current?.pen.select({ id, isFresh: false });
            focusStage();
          }}
          onDelete={(id) => {
            stage.current?.pen.select(undefined);
            stage.current?.marks.remove(id);
          }}
        />
      </aside>
    </>
  );
}

const focusStage = (): void => document.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
