import type { ShownTask } from "../../protocol.ts";

type Props = {
  readonly task: ShownTask;
  readonly progress: string;
  readonly onOpen: (window: "help" | "instructions") => void;
};

/** What the task is, how far it is, and what is always at hand. */
export function Head({ task, progress, onOpen }: Props) {
  const [firstLine = ""] = task.instructions.split("\n");
  return (
    <header class="head">
      <div class="about">
        <p class="name">{task.name}</p>
        <p class="progress" role="status">
          {progress}
        </p>
      </div>
      {firstLine !== "" && (
        <p class="first-line" aria-hidden="true">
          {firstLine}
        </p>
      )}
      <div class="actions">
        <button type="button" onClick={() => onOpen("instructions")}>
          Instructions
        </button>
        <button type="button" onClick={() => onOpen("help")}>
          Keys
        </button>
      </div>
    </header>
  );
}
