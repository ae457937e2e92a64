import { plural } from "../numbers.ts";
import type { ReviewPlace } from "./session.ts";

/** Of verdicts that were not needed: `taken` they had given before, `gone` is what changed meanwhile. Undefined where there are none. */
export function sayUnused({ gone, taken }: { gone: number; taken: number }): string | undefined {
  const notices: string[] = [];
  if (taken > 0)
    notices.push(`${plural(taken, "input")} you had decided already, in this window or another: that verdict stands.`);
  if (gone > 0)
    notices.push(
      `${plural(gone, "input")} changed since you saw ${gone === 1 ? "it" : "them"}: decided by another reviewer, or labeled anew. Your verdict was not used.`,
    );
  return notices.length > 0 ? notices.join(" ") : undefined;
}

/** What a reviewer should know of a batch before they look at it. */
export function sayBatch({ isOwn, isAgain }: Pick<ReviewPlace, "isOwn" | "isAgain">): string[] {
  const notices: string[] = [];
  if (isOwn) notices.push("These are your own labels: of the others’ nothing waits for you.");
  if (isAgain) notices.push("You left these for later.");
  return notices;
}

/** Where nothing awaits them. */
export function sayReviewEnd({ unseen }: Pick<ReviewPlace, "unseen">): {
  readonly bold: string;
  readonly words: string;
} {
  if (unseen === 0)
    return {
      bold: "Nothing more awaits your review.",
      words: "What is labeled from now on comes here when you press Review.",
    };
  const words = `${plural(unseen, "input")} that you label too: you see what others said once you have labeled ${unseen === 1 ? "it" : "them"} yourself.`;
  return { bold: "Label first.", words };
}
