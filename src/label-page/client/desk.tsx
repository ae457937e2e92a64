import { useEffect, useRef, useState } from "preact/hooks";
import type { ShownInput, ShownTask, ShownWork } from "../protocol.ts";
import { Bar } from "./parts/bar.tsx";
import { Head } from "./parts/head.tsx";
import { InputArea } from "./parts/input-area.tsx";
import { Notice } from "./parts/notice.tsx";
import { Place } from "./parts/place.tsx";
import { Side } from "./parts/side.tsx";
import { Strip } from "./parts/strip.tsx";
import { type WindowName, Windows } from "./parts/windows.tsx";
import { useAnswer } from "./work/use-answer.ts";
import { useBroken } from "./work/use-broken.ts";
import { useDeskKeys } from "./work/use-desk-keys.ts";
import { type Told, useWork } from "./work/use-work.ts";

/** Where somebody labels: one input large, the concepts beside it, the others small below. */
export function Desk({ first }: { first: ShownWork }) {
  const desk = useWork(first);
  const { current, work } = desk;
  const { task } = work;
  const filter = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<WindowName>();
  const [isShown, setShown] = useState(false);
  const picture = useBroken(current?.inputId);
  const answer = useAnswer(desk, () => setShown(true));
  const broken = current && whyBroken(task, current, picture.isBroken);

  useEffect(() => {
    document.title = `Label “${task.name}”`;
  }, [task.name]);

  async function submit(): Promise<void> {
    if (desk.isBusy || broken !== undefined) return;
    if (await answer.submit()) focusWork();
  }

  useDeskKeys({
    isOpen: opened !== undefined,
    isDrawn: task.kind !== "concepts",
    concepts: task.concepts,
    undo: answer.drawing.undo,
    redo: answer.drawing.redo,
    submit: () => void submit(),
    step: desk.step,
    choose: answer.choose,
    find: () => filter.current?.focus(),
  });

  if (desk.closed) return <Notice title={desk.closed.title} words={desk.closed.words} />;
  if (!current) {
    const said = [desk.told?.words, work.end].filter((words) => words !== undefined).join(" ");
    const actions = [
      ...(work.isMore ? [{ label: "Try again", onPress: () => void desk.look() }] : []),
      ...(work.canUndo ? [{ label: "Undo last", onPress: () => void desk.undo() }] : []),
    ];
    return <Notice title={task.name} words={said} actions={actions} />;
  }

  const place = `Input ${work.inputs.indexOf(current) + 1} of ${work.inputs.length}`;
  return (
    <div class="desk">
      <Head task={task} progress={work.progress} onOpen={setOpened} />
      <main>
        <Place taskName={task.name} place={place} />
        <InputArea
          task={task}
          input={current}
          place={place}
          answer={answer}
          broken={broken}
          onRetry={picture.isBroken ? picture.retry : undefined}
          onShown={() => setShown(true)}
          onBroken={() => {
            answer.giveUp();
            picture.fail();
          }}
        />
        <Side task={task} input={current} answer={answer} filter={filter} onChosen={focusWork} />
      </main>
      <Bar
        isBusy={desk.isBusy}
        canSubmit={broken === undefined}
        submitLabel={answer.isEmpty ? "Submit with nothing marked" : "Submit and next"}
        told={answer.isEmpty ? NOTHING_MARKED : desk.told}
        canUndo={work.canUndo}
        canGoBack={desk.canStep(-1)}
        canGoOn={desk.canStep(1)}
        onStep={desk.step}
        onSkip={() => {
          // The only one left comes again at once.
          picture.retry();
          void desk.skip();
        }}
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

const NOTHING_MARKED: Told = {
  kind: "notice",
  words: "Nothing is marked. If there is nothing to mark, submit once more.",
};

/** Why an input cannot be labeled here; undefined where it can. */
function whyBroken(task: ShownTask, { content }: ShownInput, isBroken: boolean) {
  if (task.kind !== "concepts" && content.kind !== "image")
    return "This input is no picture: nothing can be drawn on it. Skip it.";
  if (!isBroken) return undefined;
  return "This picture cannot be shown: it does not load, or is none that a browser knows. Try again, or skip it.";
}

const focusWork = (): void => document.querySelector<HTMLElement>(".stage, .content")?.focus({ preventScroll: true });
