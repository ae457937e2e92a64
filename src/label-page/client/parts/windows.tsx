import type { ShownTask } from "../../protocol.ts";
import { Ask } from "./ask.tsx";
import { Dialog } from "./dialog.tsx";
import { Help } from "./help.tsx";

export type WindowName = "ask" | "help" | "instructions";

type Props = {
  readonly opened: WindowName | undefined;
  readonly task: ShownTask;
  readonly onClose: () => void;
  readonly onAsk: (question: string) => void;
};

/** What stands above the page. */
export function Windows({ opened, task, onClose, onAsk }: Props) {
  switch (opened) {
    case "ask":
      return <Ask onClose={onClose} onAsk={onAsk} />;
    case "help":
      return <Help kind={task.kind} onClose={onClose} />;
    case "instructions":
      return (
        <Dialog title="Instructions" onClose={onClose}>
          <div class="instructions">{task.instructions || "The lead has given none."}</div>
        </Dialog>
      );
    case undefined:
      return null;
  }
}
