import type { Button } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import type { OwnPart, OwnReview, OwnWork } from "../../domain/own-part.ts";
import { button } from "../blocks.ts";
import { startButton } from "../labeling/start-button.ts";
import { REVIEW } from "../review/review-window.ts";

/** "382 left · 23 done"; of what is handed out on request "Ten at a time, as you ask · 23 done". Empty where nothing is known. */
export function ownWorkInWords({ isOnRequest, figures }: OwnWork): string {
  const done = figures && (figures.done > 0 || !isOnRequest) ? `${figures.done} done` : "";
  if (isOnRequest) return ["Ten at a time, as you ask", done].filter(Boolean).join(" · ");
  if (figures && figures.left + figures.done === 0) return "Nothing handed out yet";
  return figures ? `${plural(figures.left, "input")} left · ${done}` : "";
}

/** "12 labels wait for review"; empty where nothing is known. */
export function ownReviewInWords({ waiting }: Pick<OwnReview, "waiting">): string {
  if (waiting === undefined) return "";
  if (waiting === 0) return "Nothing waits for review";
  return `${plural(waiting, "label")} ${waiting === 1 ? "waits" : "wait"} for review`;
}

/** What is known of somebody's part, in each of their roles. */
export const ownInWords = ({ work, review }: OwnPart): string[] =>
  [work ? ownWorkInWords(work) : "", review ? ownReviewInWords(review) : ""].filter((words) => words !== "");

export const reviewButton = (taskId: string): Button =>
  button(REVIEW.start, "Review", { value: taskId, style: "primary" });

/** What this person is asked to do now, as buttons; none where nothing is asked of them. */
export const ownButtons = (taskId: string, { work, review }: OwnPart): Button[] => [
  ...(work?.waits ? [startButton(taskId, work)] : []),
  ...(review?.waits ? [reviewButton(taskId)] : []),
];
