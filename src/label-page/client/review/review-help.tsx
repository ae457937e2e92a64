import { Dialog } from "../parts/dialog.tsx";
import { KeyList } from "../parts/help.tsx";

const KEYS = [
  ["A", "approve; where labelers differ, the next label with each press"],
  ["1 – 9", "approve that labeler’s label, where they differ"],
  ["C", "request changes, with a reason"],
  ["R", "reject"],
  ["E", "correct a label: that which is approved, else the first"],
  ["Enter", "the next input without a verdict; save when each has one"],
  ["N, P", "the next input, the one before; also Page down, Page up"],
  ["Ctrl + Enter", "save and next; done correcting"],
] as const;

/** How to review here, by mouse, touch and keys. */
export function ReviewHelp({ canCorrect, onClose }: { canCorrect: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <p>
        What you leave without a verdict comes again at the end. Wheel, pinch and drag enlarge and move all pictures at
        once.
      </p>
      <KeyList lines={KEYS.filter(([key]) => canCorrect || key !== "E")} />
    </Dialog>
  );
}
