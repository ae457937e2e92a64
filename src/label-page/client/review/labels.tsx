import type { ShownReviewInput } from "../../review-protocol.ts";

/** What each labeler has said, in words. */
export function Labels({ input: { labels } }: { input: ShownReviewInput }) {
  return (
    <section class="labels" aria-label="Labels">
      <h2>Labels</h2>
      <dl>
        {labels.map(({ key, labeler, words }) => (
          <div key={key}>
            <dt>{labeler}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
