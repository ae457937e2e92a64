import type { Ref } from "preact";
import type { ShownInput, ShownTask } from "../../protocol.ts";
import type { Answer } from "../work/use-answer.ts";
import { MarkList } from "./mark-list.tsx";
import { Picker } from "./picker.tsx";

type Props = {
  readonly task: ShownTask;
  readonly input: ShownInput;
  readonly answer: Answer;
  readonly filter: Ref<HTMLInputElement>;
  /** Something was chosen here, and goes on at the input. */
  readonly onChosen: () => void;
};

/** What stands beside an input: what was noted on it, the concepts, and what is marked. */
export function Side({ task, input, answer, filter, onChosen }: Props) {
  const { missing, drawing } = answer;
  const isDrawn = task.kind !== "concepts";
  return (
    <aside aria-label="Concepts and marks">
      <div class="noted" role="status">
        {input.note !== undefined && <p class="note">{input.note}</p>}
      </div>
      <Picker
        key={isDrawn ? task.name : input.inputId}
        task={task}
        chosen={answer.chosen}
        none={answer.isNone}
        {...(missing !== undefined && { error: missing })}
        filter={filter}
        onChoose={answer.choose}
        {...(!isDrawn && { onNone: answer.chooseNone })}
        onFound={onChosen}
      />
      {isDrawn && <MarkList task={task} drawing={drawing} onSelected={onChosen} />}
    </aside>
  );
}
