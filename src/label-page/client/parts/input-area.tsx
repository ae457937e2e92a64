import type { ShownInput, ShownTask } from "../../protocol.ts";
import type { Answer } from "../work/use-answer.ts";
import { Broken } from "./broken.tsx";
import { Content } from "./content.tsx";
import { PictureStage } from "./picture-stage.tsx";
import { Spoken } from "./spoken.tsx";
import { Tools } from "./tools.tsx";

type Props = {
  readonly task: ShownTask;
  readonly input: ShownInput;
  /** Which one it is, in words. */
  readonly place: string;
  readonly answer: Answer;
  /** Why it cannot be labeled here; absent where it can. */
  readonly broken: string | undefined;
  /** Shows it once more; absent where that mends nothing. */
  readonly onRetry: (() => void) | undefined;
  readonly onShown: () => void;
  readonly onBroken: () => void;
};

/** The input that is labeled: to be drawn on, or to be looked at. */
export function InputArea({ task, input, place, answer, broken, onRetry, onShown, onBroken }: Props) {
  const { content } = input;
  const { said, drawing } = answer;
  if (broken !== undefined) return <Broken words={broken} onRetry={onRetry} />;
  if (task.kind === "concepts" || content.kind !== "image")
    return <Content input={input} onShown={onShown} onBroken={onBroken} />;
  return (
    <div class="canvas">
      <PictureStage
        key={input.inputId}
        task={task}
        src={content.src}
        label={`${place}: the picture to draw on`}
        first={said}
        drawing={drawing}
        onBroken={onBroken}
      />
      <Spoken task={task} stage={drawing.stage.current} />
      <Tools drawing={drawing} />
    </div>
  );
}
