import { conceptsIn } from "../domain/labeling/contents-of.ts";
import { keyOfInput, keyOfLabel, type Reviewed } from "../domain/review/decide.ts";
import { markStyles } from "../domain/review/marks.ts";
import { sayBatch, sayReviewEnd } from "../domain/review/place-words.ts";
import { isDisputed, type ReviewInput } from "../domain/review/review.ts";
import { sayLabel } from "../domain/review/said-words.ts";
import type { ReviewPlace } from "../domain/review/session.ts";
import type { ShownReview, ShownReviewInput } from "./review-protocol.ts";
import { kindOf, showContent } from "./show-work.ts";

const SENDING = {
  title: "Your verdicts are kept, and are being sent",
  words: "What comes next is given once they are. Load this page again in a minute.",
};

/** What the page shows of where a reviewer stands. Who has said what is said by their names alone, which may be made up. */
export function showReview(
  place: ReviewPlace,
  { mediaPath, drafts }: { mediaPath: string; drafts: ReadonlyMap<string, Reviewed> },
): ShownReview {
  const { task, batch, isFetching } = place;
  const styles = markStyles(Object.keys(place.labelers));

  function showInput(each: ReviewInput): ShownReviewInput {
    const { id, content } = each.input;
    const draft = drafts.get(id);
    const key = keyOfInput(each);
    return {
      inputId: id,
      key,
      content: showContent(content, `${mediaPath}/${encodeURIComponent(id)}`),
      isDisputed: isDisputed(each),
      labels: each.labels.map((label) => ({
        key: keyOfLabel(label),
        labeler: place.labelers[label.worker]?.name ?? label.worker,
        // The page draws nothing of parts of an input; what is said of them stands in the words.
        said: label.said.kind === "parts" ? { kind: "concepts", concepts: conceptsIn(label.said) } : label.said,
        words: sayLabel(label.said, task),
        mark: styles.get(label.worker) ?? UNMARKED,
      })),
      // What was chosen for other labels says nothing of these.
      ...(draft?.key === key && { draft: draft.choice }),
    };
  }

  const { bold, words } = sayReviewEnd(place);
  return {
    task: {
      name: task.name,
      instructions: task.instructions ?? "",
      kind: kindOf(task.type),
      concepts: task.concepts.map(({ id, name }) => ({ id, name })),
      conceptsPerInput: "SEVERAL",
    },
    inputs: batch.map(showInput),
    notices: sayBatch(place),
    ...(batch.length === 0 && { end: isFetching ? SENDING : { title: bold, words } }),
  };
}

const UNMARKED = { name: "grey", colour: "#808080", isDashed: false };
