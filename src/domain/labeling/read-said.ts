import { isJsonObject } from "../json.ts";
import type { Point, Said, Shape } from "./label.ts";
import type { LabelingTask } from "./session.ts";

/** More shapes than anybody draws in a picture; a body stays well below what the server reads. */
const MAX_SHAPES = 2_000;
const MAX_POINTS = 2_000;
const MAX_CONCEPTS = 1_000;
const MAX_ID = 1_000;

/** What a browser says that somebody has said; undefined for what nobody can have meant. Rounding may leave a point outside by a hair. */
export function readSaid(value: unknown): Said | undefined {
  if (!isJsonObject(value)) return undefined;
  if (value["kind"] === "concepts") {
    const concepts = readList(value["concepts"], MAX_CONCEPTS, readId);
    return concepts && { kind: "concepts", concepts: [...new Set(concepts)] };
  }
  if (value["kind"] !== "shapes") return undefined;
  const shapes = readList(value["shapes"], MAX_SHAPES, readShape);
  return shapes && { kind: "shapes", shapes };
}

/** Whether the task asks for this: its concepts, and its kind of shapes. */
export function isOfTask(
  said: Said,
  { type, concepts, perInput }: Pick<LabelingTask, "type" | "concepts" | "perInput">,
): boolean {
  const known = new Set(concepts.map(({ id }) => id));
  if (said.kind === "concepts") {
    if (type === "BOUNDING_BOX_DETECTION" || type === "POLYGON_DETECTION") return false;
    return said.concepts.every((id) => known.has(id)) && (perInput === "SEVERAL" || said.concepts.length <= 1);
  }
  const isKind = (shape: Shape): boolean =>
    "points" in shape ? type === "POLYGON_DETECTION" : type === "BOUNDING_BOX_DETECTION";
  return (
    (type === "BOUNDING_BOX_DETECTION" || type === "POLYGON_DETECTION") &&
    said.shapes.every((shape) => isKind(shape) && known.has(shape.concept))
  );
}

function readShape(value: unknown): Shape | undefined {
  if (!isJsonObject(value)) return undefined;
  const concept = readId(value["concept"]);
  if (concept === undefined) return undefined;
  if ("points" in value) {
    const points = readList(value["points"], MAX_POINTS, readPoint);
    return points && points.length >= 3 ? { concept, points } : undefined;
  }
  const box = value["box"];
  if (!isJsonObject(box)) return undefined;
  const [top, left, bottom, right] = [box["top"], box["left"], box["bottom"], box["right"]].map(readFraction);
  if (top === undefined || left === undefined || bottom === undefined || right === undefined) return undefined;
  return top < bottom && left < right ? { concept, box: { top, left, bottom, right } } : undefined;
}

function readPoint(value: unknown): Point | undefined {
  if (!isJsonObject(value)) return undefined;
  const [row, col] = [readFraction(value["row"]), readFraction(value["col"])];
  return row === undefined || col === undefined ? undefined : { row, col };
}

/** Of a picture's side. */
function readFraction(value: unknown): number | undefined {
  const ROUNDING = 1e-6;
  if (typeof value !== "number" || !(value >= -ROUNDING && value <= 1 + ROUNDING)) return undefined;
  return Math.min(Math.max(value, 0), 1);
}

function readId(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_ID && !value.includes("\0")
    ? value
    : undefined;
}

function readList<T>(value: unknown, most: number, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const items: T[] = [];
  for (const each of value) {
    const item = read(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
