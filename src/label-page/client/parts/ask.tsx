import { useState } from "preact/hooks";
import { MAX_QUESTION } from "../../protocol.ts";
import { Dialog } from "./dialog.tsx";

/** A question about the input that is shown. */
export function Ask({ onAsk, onClose }: { onAsk: (question: string) => void; onClose: () => void }) {
  const [question, setQuestion] = useState("");
  const [isMissing, setMissing] = useState(false);
  return (
    <Dialog title="Ask" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (question.trim() === "") return setMissing(true);
          onAsk(question.trim());
        }}
      >
        <label for="question">Question</label>
        <p class="hint" id="question-hint">
          It goes to the lead and the reviewers, with this input. The answer will stand here for everybody on the task.
        </p>
        <textarea
          id="question"
          rows={4}
          maxLength={MAX_QUESTION}
          aria-describedby={isMissing ? "question-missing" : "question-hint"}
          aria-invalid={isMissing}
          value={question}
          onInput={({ currentTarget }) => setQuestion(currentTarget.value)}
        />
        {isMissing && (
          <p class="error" id="question-missing">
            Write what you want to know.
          </p>
        )}
        <footer>
          <button type="submit" class="primary">
            Ask
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
