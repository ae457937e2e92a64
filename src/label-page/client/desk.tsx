import { useEffect, useRef, useState } from "preact/hooks";
import type { Said } from "../../domain/labeling/label.ts";
import type { ShownWork } from "../protocol.ts";
import { Bar } from "./parts/bar.tsx";
import { Content } from "./parts/content.tsx";
import { Head } from "./parts/head.tsx";
import { MarkList } from "./parts/mark-list.tsx";
import { Notice } from "./parts/notice.tsx";
import { Picker } from "./parts/picker.tsx";
import { PictureStage } from "./parts/picture-stage.tsx";
import { Place } from "./parts/place.tsx";
import { Spoken } from "./parts/spoken.tsx";
import { Strip } from "./parts/strip.tsx";
import { Tools } from "./parts/tools.tsx";
import { type WindowName, Windows } from "./parts/windows.tsx";
import { toSaid } from "./stage/geometry.ts";
import { keysOf } from "./work/concept-keys.ts";
import { useDeskKeys } from "./work/use-desk-keys.ts";
import { useDrawing } from "./work/use-drawing.ts";
import { useWork } from "./work/use-work.ts";

/** Where somebody labels: one input large, the concepts beside it, the others small below. */
export function Desk({ first }: { first: ShownWork }) {
  const desk = useWork(first);
  const { current, work } = desk;
  const { task } = work;
  const isDrawn = task.kind !== "concepts";
  const filter = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<WindowName>();
  const [isShown, setShown] = useState(false);
  const [brokenId, setBrokenId] = useState<string>();
  /** The input of which nothing was marked, and which was submitted like this once. */
  const [emptyId, setEmptyId] = useState<string>();
  const [missing, setMissing] = useState<string>();
  const drawing = useDrawing(task, {
    begin: () => setShown(true),
    stroke({ marks, size }) {
      if (!current) return;
      const next = toSaid(marks.all(), size);
      if (JSON.stringify(next) !== JSON.stringify(desk.draftOf(current) ?? toSaid([], size)))
        desk.keep(current.inputId, next.shapes.length > 0 ? next : undefined);
      setEmptyId(undefined);
      setMissing(undefined);
    },
  });

  const said = current && desk.draftOf(current);
  const chosen = said?.kind === "concepts" ? said.concepts : [];
  const isNone = said?.kind === "concepts" && said.concepts.length === 0;
  const isUndrawable = isDrawn && current?.content.kind !== "image";
  const isBroken = isUndrawable || (current !== undefined && brokenId === current.inputId);

  useEffect(() => {
    document.title = `Label “${task.name}”`;
  }, [task.name]);

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
  function readAnswer(): Said | undefined {
    if (!isDrawn) {
      if (said === undefined) setMissing("Choose a concept, or None of these.");
      return said;
    }
    const drawn = drawing.stage.current;
    if (!drawn || !current) return undefined;
    const words = drawing.findMissing();
    if (words !== undefined) {
      setMissing(words);
      return undefined;
    }
    const answer = toSaid(drawn.marks.all(), drawn.size);
    if (answer.shapes.length > 0 || emptyId === current.inputId) return answer;
    setEmptyId(current.inputId);
    return undefined;
  }

  async function submit(): Promise<void> {
    if (desk.isBusy || isBroken) return;
    const answer = readAnswer();
    if (answer === undefined || !(await desk.submit(answer))) return;
    setEmptyId(undefined);
    focusWork();
  }

  function focusWork() {
    document.querySelector<HTMLElement>(".stage, .content")?.focus({ preventScroll: true });
  }

  useDeskKeys({
    isOpen: opened !== undefined,
    undo: drawing.undo,
    redo: drawing.redo,
    submit: () => void submit(),
    step: desk.step,
    choose: (key) => {
      const id = keysOf(task.concepts).get(key);
      if (id !== undefined) choose(id);
    },
    find: () => filter.current?.focus(),
    isDrawn,
  });

  if (desk.closed) return <Notice title={desk.closed.title} words={desk.closed.words} />;
  if (!current) {
    const undo = { label: "Undo last", onPress: () => void desk.undo() };
    const words = desk.told?.words ?? work.end ?? "Nothing is left to label here.";
    return <Notice title={task.name} words={words} {...(work.canUndo && { action: undo })} />;
  }

  const drawnSrc = isDrawn && current.content.kind === "image" ? current.content.src : undefined;
  const place = `Input ${work.inputs.indexOf(current) + 1} of ${work.inputs.length}`;
  const isEmpty = emptyId === current.inputId;
  return (
    <div class="desk">
      <Head task={task} progress={work.progress} onOpen={setOpened} />
      <main>
        <Place taskName={task.name} place={place} />
        {isBroken ? (
          <div class="content">
            <p class="hint">
              {isUndrawable
                ? "This input is no picture: nothing can be drawn on it. Skip it."
                : "This picture cannot be shown: it does not load, or is none that a browser knows. Skip it."}
            </p>
          </div>
        ) : drawnSrc !== undefined ? (
          <div class="canvas">
            <PictureStage
              key={current.inputId}
              task={task}
              src={drawnSrc}
              label={`${place}: the picture to draw on`}
              first={said}
              drawing={drawing}
              onBroken={() => setBrokenId(current.inputId)}
            />
            <Spoken task={task} stage={drawing.stage.current} />
            <Tools drawing={drawing} />
          </div>
        ) : (
          <Content input={current} onShown={() => setShown(true)} onBroken={() => setBrokenId(current.inputId)} />
        )}
        <aside aria-label="Concepts and marks">
          <div class="noted" role="status">
            {current.note !== undefined && <p class="note">{current.note}</p>}
          </div>
          <Picker
            key={isDrawn ? task.name : current.inputId}
            task={task}
            chosen={isDrawn ? drawing.named() : chosen}
            none={isNone}
            {...(missing !== undefined && { error: missing })}
            filter={filter}
            onChoose={choose}
            {...(!isDrawn && { onNone: chooseNone })}
            onFound={focusWork}
          />
          {isDrawn && <MarkList task={task} drawing={drawing} onSelected={focusWork} />}
        </aside>
      </main>
      <Bar
        isBusy={desk.isBusy}
        canSubmit={!isBroken}
        submitLabel={isEmpty ? "Submit with nothing marked" : "Submit and next"}
        told={
          isEmpty
            ? { kind: "notice", words: "Nothing is marked. If there is nothing to mark, submit once more." }
            : desk.told
        }
        canUndo={work.canUndo}
        canGoBack={desk.canStep(-1)}
        canGoOn={desk.canStep(1)}
        onStep={desk.step}
        onSkip={() => void desk.skip()}
        onAsk={() => setOpened("ask")}
        onUndo={() => void desk.undo()}
        onSubmit={() => void submit()}
      >
        <Strip items={desk.strip} current={current.inputId} showsPictures={isShown} onGo={desk.go} />
      </Bar>
      <Windows
        opened={opened}
        task={task}
        onClose={() => setOpened(undefined)}
        onAsk={(question) => {
          setOpened(undefined);
          void desk.ask(question);
        }}
      />
    </div>
  );
}
