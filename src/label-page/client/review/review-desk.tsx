import { useEffect, useRef, useState } from "preact/hooks";
import { saysSame } from "../../../domain/review/said.ts";
import type { ShownLabel, ShownReview } from "../../review-protocol.ts";
import { Broken } from "../parts/broken.tsx";
import { Content } from "../parts/content.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Head } from "../parts/head.tsx";
import { Notice } from "../parts/notice.tsx";
import { Strip } from "../parts/strip.tsx";
import { useBroken } from "../work/use-broken.ts";
import { Corrector } from "./corrector.tsx";
import { Labels } from "./labels.tsx";
import { nextApproval, type Option, optionsOf } from "./options.ts";
import { Panes } from "./panes.tsx";
import { ReviewBar } from "./review-bar.tsx";
import { ReviewHelp } from "./review-help.tsx";
import { useReview } from "./use-review.ts";
import { useReviewKeys } from "./use-review-keys.ts";
import { Verdict } from "./verdict.tsx";

/** Where somebody reviews: what each labeler said of one input, what can be said to it beside that, the rest of the batch below. */
export function ReviewDesk({ first }: { first: ShownReview }) {
  const review = useReview(first);
  const { work, current, told } = review;
  const { task } = work;
  const reason = useRef<HTMLTextAreaElement>(null);
  const finish = useRef<() => void>(() => undefined);
  const [opened, setOpened] = useState<"help" | "instructions">();
  const [isShown, setShown] = useState(false);
  const picture = useBroken(current?.inputId);
  /** The label that is being corrected, with its input. */
  const [correcting, setCorrecting] = useState<{ readonly inputId: string; readonly label: ShownLabel }>();

  const choice = current ? review.choiceOf(current) : {};
  const options = current ? optionsOf(current, choice) : [];
  const src = current?.content.kind === "image" && task.kind !== "concepts" ? current.content.src : undefined;
  const canCorrect = src !== undefined && !picture.isBroken;
  const corrected = correcting && correcting.inputId === current?.inputId && canCorrect ? correcting.label : undefined;

  useEffect(() => {
    document.title = `Review “${task.name}”`;
  }, [task.name]);

  function choose(option: Option | undefined) {
    if (!current || !option) return;
    review.decide(current, option.chooses);
    if (option.chooses.verdict === "request_changes") reason.current?.focus();
  }

  function correct(label: ShownLabel | undefined) {
    if (current && label && canCorrect) setCorrecting({ inputId: current.inputId, label });
  }

  async function save(): Promise<void> {
    if (review.isBusy) return;
    if (await review.save()) window.scrollTo(0, 0);
    else reason.current?.focus();
  }

  function goOn() {
    const next = review.nextOpen();
    if (next) review.go(next.inputId);
    else void save();
  }

  useReviewKeys({
    isElsewhere: opened !== undefined || corrected !== undefined,
    choose: (key) => choose(options.find((option) => option.key === key)),
    approve: () => choose(nextApproval(options, choice)),
    correct: () => correct(current?.labels.find(({ key }) => key === choice.label) ?? current?.labels[0]),
    step: review.step,
    goOn,
    save: () => void save(),
  });

  if (review.closed) {
    const { title, words, url } = review.closed;
    return <Notice title={title} words={words} {...(url !== undefined && { url, urlWords: "Review there instead" })} />;
  }
  if (!current) {
    const { title, words } = work.end ?? { title: task.name, words: "" };
    const said = [told?.words, words].filter((each) => each !== undefined && each !== "").join(" ");
    return <Notice title={title} words={said} actions={[{ label: "Look again", onPress: () => void review.look() }]} />;
  }

  const decided = work.inputs.filter((input) => review.choiceOf(input).verdict !== undefined).length;
  const place = `Input ${work.inputs.indexOf(current) + 1} of ${work.inputs.length}`;
  const pane = { task, input: current, choice };
  return (
    <div class="desk review">
      <Head task={task} progress={`${place} · ${decided} decided`} onOpen={setOpened} />
      <main>
        <h1 class="hidden">
          Review “{task.name}”, {place}
        </h1>
        {corrected && src !== undefined ? (
          <Corrector
            key={`${current.inputId} ${corrected.key}`}
            task={task}
            label={corrected}
            src={src}
            corrected={choice.label === corrected.key ? choice.corrected : undefined}
            isOpen={opened !== undefined}
            isOnly={current.labels.length === 1}
            onChange={(said) =>
              review.correct(current, corrected.key, saysSame(said, corrected.said) ? undefined : said)
            }
            finish={finish}
            onDone={() => setCorrecting(undefined)}
            onBroken={picture.fail}
          />
        ) : (
          <>
            {picture.isBroken ? (
              <Broken
                words="This picture cannot be shown. Try again, leave it for later, or decide by what was said."
                onRetry={picture.retry}
              />
            ) : src !== undefined ? (
              <Panes
                key={current.inputId}
                {...pane}
                src={src}
                onShown={() => setShown(true)}
                onBroken={picture.fail}
                onCorrect={correct}
                onRestore={(label) => review.correct(current, label.key, undefined)}
              />
            ) : (
              <Content input={current} onShown={() => setShown(true)} onBroken={picture.fail} />
            )}
            <aside aria-label="Labels and verdict">
              {work.notices.map((words) => (
                <p key={words} class="note">
                  {words}
                </p>
              ))}
              {!canCorrect && <Labels input={current} />}
              <Verdict
                key={current.inputId}
                input={current}
                choice={choice}
                reason={reason}
                onChoose={choose}
                onReason={(words) => review.keep(current, { ...choice, reason: words })}
              />
            </aside>
          </>
        )}
      </main>
      <ReviewBar
        isBusy={review.isBusy}
        told={told}
        canGoBack={review.canStep(-1)}
        canGoOn={review.canStep(1)}
        onStep={review.step}
        onSave={() => void save()}
        finish={corrected && (() => finish.current?.())}
      >
        <Strip
          items={[
            ...review.done.map((input) => ({ input, state: "done" as const })),
            ...work.inputs.map((input) => ({ input, state: review.choiceOf(input).verdict ?? ("open" as const) })),
          ]}
          current={current.inputId}
          showsPictures={isShown}
          onGo={review.go}
        />
      </ReviewBar>
      {opened === "help" && <ReviewHelp canCorrect={canCorrect} onClose={() => setOpened(undefined)} />}
      {opened === "instructions" && (
        <Dialog title="Instructions" onClose={() => setOpened(undefined)}>
          <div class="instructions">{task.instructions || "The lead has given none."}</div>
        </Dialog>
      )}
    </div>
  );
}
