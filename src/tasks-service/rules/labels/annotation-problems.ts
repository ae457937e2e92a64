import { isSet, unkeptProblem } from "../../protocol/fields.ts";
import { isObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import type { TaskPlan } from "../plan/task-plan.ts";
import type { InputKind } from "./input-data.ts";
import { readStatements, type Statement } from "./read-marks.ts";
import { regionId, regionsOf } from "./regions.ts";

/** What a label is judged by. One that belongs to no task may have boxes and polygons, and any concepts. */
export type LabelRules = Pick<TaskPlan, "type" | "concepts" | "sampleMs">;

const SHAPE_OF: Readonly<Record<TaskPlan["type"], "box" | "polygon" | undefined>> = {
  CONCEPTS_CLASSIFICATION: undefined,
  BOUNDING_BOX_DETECTION: "box",
  POLYGON_DETECTION: "polygon",
  TYPE_NOT_SET: undefined,
};

/** What a label, a frame of it, and a region of it may consist of. */
const LABEL_PARTS = ["concepts", "regions", "frames", "metadata"];
const FRAME_PARTS = ["concepts", "regions", "metadata"];
const REGION_PARTS = ["concepts", "metadata"];
const SHAPES = ["bounding_box", "polygon"];

/** Enough for one answer: the first mistakes are the ones that get mended. */
const MAX_PROBLEMS = 10;

/**
 * Why this is no label that the task asks for, or (without rules) no label at all; empty when it is one. `data` is the Data message of
 * the annotation; `checkShapes` says what is wrong with its shapes (`problemsOfShapes`).
 */
export function problemsOfLabel(
  data: JsonObject,
  kind: InputKind | undefined,
  rules: LabelRules | undefined,
  checkShapes: (statements: readonly Statement[]) => readonly string[],
): string[] {
  const problems = [...problemsOfParts(data), ...problemsOfRegions(data)];
  if (problems.length > 0) return [...new Set(problems)].slice(0, MAX_PROBLEMS);
  problems.push(...problemsOfFrames(data, kind, rules?.sampleMs ?? 0));
  const statements = readStatements(data);
  for (const statement of statements) problems.push(...problemsOfStatement(statement, kind, rules));
  problems.push(...checkShapes(statements));
  return [...new Set(problems)].slice(0, MAX_PROBLEMS);
}

/** What a label has that no comparison would look at. */
function problemsOfParts(data: JsonObject): string[] {
  const frames = framesOf(data).map((frame) => frame["data"]);
  const regions = regionsOf(data).map((region) => region["data"]);
  return [
    ...otherThan(LABEL_PARTS, "data.", [data]),
    ...otherThan(FRAME_PARTS, "data.frames.data.", frames),
    ...otherThan(REGION_PARTS, "data.regions.data.", regions),
  ];
}

function otherThan(parts: readonly string[], where: string, messages: readonly (JsonValue | undefined)[]): string[] {
  const reason = `is no part of a label: use ${parts.map((part) => `"${part}"`).join(", ")}.`;
  return messages.flatMap((message) =>
    isObject(message) ? (unkeptProblem(message, parts, { where, reason }) ?? []) : [],
  );
}

function problemsOfRegions(data: JsonObject): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const region of regionsOf(data)) {
    const id = regionId(region);
    if (id !== "" && ids.has(id)) problems.push(`Two regions have the id "${id}".`);
    ids.add(id);
    const info = isObject(region["region_info"]) ? region["region_info"] : {};
    problems.push(...otherThan(SHAPES, "region_info.", [info]));
    const shapes = SHAPES.filter((shape) => info[shape] !== undefined);
    if (shapes.length > 1) problems.push("A region is a box or a polygon, not both.");
    if (shapes.length === 0) problems.push('A region needs "region_info" with "bounding_box" or "polygon".');
  }
  return problems;
}

const framesOf = (data: JsonObject): JsonObject[] =>
  Array.isArray(data["frames"]) ? data["frames"].filter(isObject) : [];

function problemsOfFrames(data: JsonObject, kind: InputKind | undefined, sampleMs: number): string[] {
  const frames = framesOf(data);
  if (frames.length === 0) return [];
  if (kind !== "video") return ['"data.frames" is for videos, and this input is none.'];
  const infos = frames.map(({ frame_info }) => (isObject(frame_info) ? frame_info : {}));
  if (infos.some((info) => info["time"] === undefined && (isSet(info["number"]) || isSet(info["index"]))))
    return ['A frame is named by its "frame_info.time", in milliseconds.'];
  const times = infos.map(({ time }) => (typeof time === "number" ? time : 0));
  const off = sampleMs === 0 ? undefined : times.find((time) => time % sampleMs !== 0);
  return off === undefined ? [] : [`The frame at ${off} ms is not one of the task's: it has one every ${sampleMs} ms.`];
}

function problemsOfStatement(
  statement: Statement,
  kind: InputKind | undefined,
  rules: LabelRules | undefined,
): string[] {
  const problems = rules === undefined ? [] : problemsOfKind(statement, rules);
  const { shape } = statement;
  if (shape !== undefined && kind !== "image" && kind !== "video")
    problems.push("Only images and videos have regions.");
  if (shape !== undefined && statement.concepts.length === 0) problems.push("A region has no concept.");
  const denied = new Set(statement.concepts.filter(({ value }) => value === 0).map(({ id }) => id));
  for (const { id, value } of statement.concepts) {
    if (id === "") problems.push('A concept needs an "id".');
    if (value !== 0 && value !== 1) problems.push(`The value of "${id}" must be 1 (it is there) or 0 (it is not).`);
    if (value === 1 && denied.has(id)) problems.push(`"${id}" cannot be both there (1) and not there (0).`);
  }
  return problems;
}

/** Whether the statement is of the kind that the task asks for, about its concepts. */
function problemsOfKind({ shape, concepts }: Statement, rules: LabelRules): string[] {
  const problems: string[] = [];
  const wanted = SHAPE_OF[rules.type];
  if (wanted === undefined && shape !== undefined) problems.push("A classification has concepts, no regions.");
  if (wanted !== undefined && shape?.kind !== wanted) {
    problems.push(
      wanted === "box"
        ? 'Every concept of this task needs a region with "region_info.bounding_box".'
        : 'Every concept of this task needs a region with "region_info.polygon".',
    );
  }
  for (const { id } of concepts) {
    if (rules.concepts.length > 0 && !rules.concepts.includes(id))
      problems.push(`"${id}" is not a concept of the task.`);
  }
  return problems;
}
