import type { OpenView } from "../../slack/sandbox-state.ts";
import { Dialog } from "../parts/dialog.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { ModalView } from "./modal-view.tsx";

/** The open modals: the topmost is drawn, those below wait. */
export function ModalStack({ views }: { readonly views: readonly OpenView[] }) {
  const { client, run } = useLiveSandbox();
  const top = views.at(-1);
  if (top === undefined) return null;
  const close = (isCleared: boolean) =>
    void run(null, () => client.post("POST view-closings", { viewId: top.id, isCleared }));
  return (
    <Dialog class="dialog-modal" labelledBy={`view-${top.id}`} contentKey={top.id} onEscape={() => close(false)}>
      {views.map((view) => (
        // Those below stay in the page, unseen, so that what was typed in them is there when they come up again.
        <div key={view.id} class="modal-layer" hidden={view.id !== top.id}>
          <ModalView open={view} depth={views.length} onClose={close} />
        </div>
      ))}
    </Dialog>
  );
}
