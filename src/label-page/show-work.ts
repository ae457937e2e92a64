import { sayWorked } from "../domain/duration.ts";
import type { InputContent, Said } from "../domain/labeling/label.ts";
import { sayNotGiven } from "../domain/labeling/not-given.ts";
import type { Finished, Place } from "../domain/labeling/place.ts";
import type { HeldInput, LabelingTask } from "../domain/labeling/session.ts";
import { formatCount } from "../domain/numbers.ts";
import type { TaskType } from "../domain/task.ts";
import { CLARIFAI_DOMAIN } from "../domain/task-link.ts";
import type { Asked } from "./ports.ts";
import type { ShownInput, ShownTask, ShownWork } from "./protocol.ts";

type Beside = {
  readonly taskId: string;
  /** What was begun, by input. */
  readonly begun: ReadonlyMap<string, Said>;
  /** What was asked of inputs, and answered. */
  readonly asked: ReadonlyMap<string, readonly Asked[]>;
  readonly finished: Finished | undefined;
  /** Why what comes next could not be fetched. */
  readonly late?: string;
};

/** What the page shows of where somebody stands. */
export function showWork(place: Place, { taskId, begun, asked, finished, late }: Beside): ShownWork {
  return {
    task: showTask(place.task),
    inputs: place.left.map((held) => {
      const { id } = held.input;
      const content = showContent(held.input.content, `${encodeURIComponent(taskId)}/media/${encodeURIComponent(id)}`);
      const draft = begun.get(id) ?? saidBefore(held);
      const note = sayNotes(held, asked.get(id) ?? []);
      const { assignmentId } = held;
      return { assignmentId, inputId: id, content, ...(note !== "" && { note }), ...(draft && { draft }) };
    }),
    progress: sayProgress(place),
    canUndo: place.last !== undefined,
    ...(place.last && { lastId: place.last.id }),
    ...(finished && { end: late ?? sayEnd(place, finished) }),
    ...(place.isFetching && { isMore: true }),
  };
}

/** What is asked of an input of such a task. */
export const kindOf = (type: TaskType): ShownTask["kind"] => KINDS[type] ?? "concepts";

const KINDS: Partial<Record<TaskType, ShownTask["kind"]>> = {
  BOUNDING_BOX_DETECTION: "boxes",
  POLYGON_DETECTION: "polygons",
};

const showTask = ({ name, instructions, type, concepts, perInput }: LabelingTask): ShownTask => ({
  name,
  instructions,
  kind: kindOf(type),
  concepts: concepts.map((concept) => ({ id: concept.id, name: concept.name })),
  conceptsPerInput: perInput,
});

/** `own`: where we serve what the Tasks API keeps; what has an address is fetched from there by the browser. */
export function showContent(content: InputContent, own: string): ShownInput["content"] {
  if (content.kind === "text")
    return { kind: "text", text: content.text, ...(content.whole !== undefined && { whole: own }) };
  if (content.kind === "unknown") return { kind: "unknown" };
  const { kind, url, hasBytes } = content;
  if (url !== undefined && /^https?:\/\//i.test(url)) return { kind, src: mayNeedKey(url) ? own : url };
  return hasBytes ? { kind, src: own } : { kind: "unknown" };
}

/** Of the other side's own store, which may be open to who has a key alone. */
const mayNeedKey = (url: string): boolean => URL.canParse(url) && new URL(url).hostname.endsWith(`.${CLARIFAI_DOMAIN}`);

/** What this person said before the input was sent back to them, all of it together. */
function saidBefore({ before = [] }: HeldInput): Said | undefined {
  const shapes = before.flatMap(({ said }) => (said.kind === "shapes" ? said.shapes : []));
  if (shapes.length > 0) return { kind: "shapes", shapes };
  const concepts = before.flatMap(({ said }) => (said.kind === "concepts" ? said.concepts : []));
  return concepts.length > 0 ? { kind: "concepts", concepts: [...new Set(concepts)] } : undefined;
}

/** What a reviewer asks for, and what was asked and answered. */
function sayNotes({ note }: HeldInput, asked: readonly Asked[]): string {
  const change = note === undefined ? [] : [`A reviewer asks for a change: ${note}`];
  const questions = asked.map(
    ({ text, answer }) => `“${text}”\n${answer ? `${answer.name}: ${answer.text}` : "No answer yet."}`,
  );
  return [...change, ...questions].join("\n\n");
}

/** "12 of 180 · 40 an hour" */
function sayProgress({ done, total, rate }: Place): string {
  const far =
    total === undefined ? `${formatCount(done)} done, ten at a time` : `${formatCount(done)} of ${formatCount(total)}`;
  return rate === undefined ? far : `${far} · ${formatCount(rate)} an hour`;
}

const NEXT = "What waits for you next stands in Slack.";

function sayEnd({ task, isFetching, ended }: Place, { labeled, workedMs }: Finished): string {
  if (isFetching) return `${sayNotGiven(task.name)} Try again in a minute.`;
  const took = workedMs > 0 ? ` in ${sayWorked(workedMs)}` : "";
  const sum = labeled > 0 ? `${formatCount(labeled)} labeled${took}. ` : "";
  if (ended !== undefined) return `${ended} ${sum}${NEXT}`;
  return `${labeled > 0 ? "That was the last one." : "Nothing of it is left for you."} ${sum}${NEXT}`;
}
