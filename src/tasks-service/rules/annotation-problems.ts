import { isObject, type JsonObject } from "../protocol/json.ts";
import type { TaskPlan } from "../tasks/task-plan.ts";
import type { InputKind } from "./input-data.ts";
import { readStatements, type Statement } from "./read-marks.ts";
import { boxProblem, MAX_POLYGON_POINTS, polygonProblem, type ShapeProblem } from "./shape-problems.ts";

const SHAPE_OF: Readonly<Record<TaskPlan["type"], "box" | "polygon" | undefined>> = {
  CONCEPTS_CLASSIFICATION: undefined,
  BOUNDING_BOX_DETECTION: "box",
  POLYGON_DETECTION: "polygon",
  TYPE_NOT_SET: undefined,
};

const IN_WORDS: Readonly<Record<ShapeProblem, string>> = {
  outside: "lies outside of the image: its sides are fractions from 0 to 1",
  too_few_points: "has fewer than three different points",
  too_many_points: `has more than ${MAX_POLYGON_POINTS} points: draw it with fewer`,
  too_intricate: "goes to and fro too often: draw it with fewer points",
  crosses_itself: "crosses itself: draw it again so that its outline goes around once, or as two regions",
  no_area: "has no area: top must be above bottom, left must be left of right, and points may not all lie on one line",
};

/** What a label of a task may consist of. */
const PARTS = ["concepts", "regions", "frames", "metadata"];

/** Why this is no label that the task asks for; empty when it is one. `data` is the Data message of the annotation. */
export function problemsOfLabel(data: JsonObject, kind: InputKind | undefined, plan: TaskPlan): string[] {
  const other = Object.keys(data).find((part) => !PARTS.includes(part));
  if (other !== undefined) return [`"data.${other}" is no part of a label: use "concepts", "regions" and "frames".`];
  const problems = problemsOfFrames(data, kind, plan);
  for (const statement of readStatements(data)) problems.push(...problemsOfStatement(statement, kind, plan));
  return [...new Set(problems)];
}

function problemsOfFrames(data: JsonObject, kind: InputKind | undefined, { sampleMs }: TaskPlan): string[] {
  const frames = Array.isArray(data["frames"]) ? data["frames"] : [];
  if (frames.length === 0) return [];
  if (kind !== "video") return ['"data.frames" is for videos, and this input is none.'];
  if (sampleMs === 0) return [];
  const times = frames.map((frame) => {
    const info = isObject(frame) ? frame["frame_info"] : undefined;
    return isObject(info) && typeof info["time"] === "number" ? info["time"] : 0;
  });
  const off = times.find((time) => time % sampleMs !== 0);
  return off === undefined ? [] : [`The frame at ${off} ms is not one of the task's: it has one every ${sampleMs} ms.`];
}

function problemsOfStatement(statement: Statement, kind: InputKind | undefined, plan: TaskPlan): string[] {
  const problems: string[] = [];
  const wanted = SHAPE_OF[plan.type];
  const { shape } = statement;
  if (wanted === undefined && shape !== undefined) problems.push("A classification has concepts, no regions.");
  if (wanted !== undefined && shape?.kind !== wanted) {
    problems.push(
      wanted === "box"
        ? 'Every concept of this task needs a region with "region_info.bounding_box".'
        : 'Every concept of this task needs a region with "region_info.polygon".',
    );
  }
  if (shape !== undefined && kind !== "image" && kind !== "video")
    problems.push("Only images and videos have regions.");
  if (shape !== undefined && statement.concepts.length === 0) problems.push("A region has no concept.");
  const flaw =
    shape === undefined ? null : shape.kind === "box" ? boxProblem(shape.box) : polygonProblem(shape.polygon);
  if (flaw !== null) problems.push(`A region ${IN_WORDS[flaw]}.`);
  for (const { id, value } of statement.concepts) {
    if (plan.concepts.length > 0 && !plan.concepts.includes(id)) problems.push(`"${id}" is not a concept of the task.`);
    if (value !== 0 && value !== 1) problems.push(`The value of "${id}" must be 1 (it is there) or 0 (it is not).`);
    if (value === 1 && statement.concepts.some((other) => other.id === id && other.value === 0))
      problems.push(`"${id}" cannot be both there (1) and not there (0).`);
  }
  return problems;
}
