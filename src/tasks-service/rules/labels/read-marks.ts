import * as z from "zod";
import type { JsonObject } from "../../protocol/json.ts";
import type { Mark } from "../shapes/alike.ts";
import type { Shape } from "../shapes/geometry.ts";

const Concepts = z
  .array(z.object({ id: z.string().default(""), name: z.string().default(""), value: z.number().default(1) }))
  .default([]);
const Point = z.object({ row: z.number().default(0), col: z.number().default(0) });
const Region = z.object({
  region_info: z
    .object({
      bounding_box: z
        .object({
          top_row: z.number().default(0),
          left_col: z.number().default(0),
          bottom_row: z.number().default(0),
          right_col: z.number().default(0),
        })
        .optional(),
      polygon: z.object({ points: z.array(Point).default([]) }).optional(),
    })
    .prefault({}),
  data: z.object({ concepts: Concepts }).prefault({}),
});
const Content = z.object({ concepts: Concepts, regions: z.array(Region).default([]) });
const Labeled = Content.extend({
  frames: z
    .array(
      z.object({
        frame_info: z.object({ time: z.number().default(0) }).prefault({}),
        data: Content.prefault({}),
      }),
    )
    .default([]),
});

/** What an annotation says, place by place: every concept with its value, shapes, and the frame of a video. */
export type Statement = {
  readonly frame?: number;
  readonly shape?: Shape;
  readonly concepts: readonly { readonly id: string; readonly name: string; readonly value: number }[];
};

/** Reads the Data message of an annotation. */
export function readStatements(data: JsonObject): Statement[] {
  const { frames, ...whole } = Labeled.parse(data);
  const statements = statementsOf(whole);
  for (const { frame_info, data: content } of frames) {
    for (const statement of statementsOf(content)) statements.push({ ...statement, frame: frame_info.time });
  }
  return statements;
}

function statementsOf({ concepts, regions }: z.infer<typeof Content>): Statement[] {
  const statements: Statement[] = [];
  if (concepts.length > 0) statements.push({ concepts: named(concepts) });
  for (const { region_info, data } of regions) {
    const shape = shapeOf(region_info);
    statements.push({ ...(shape !== undefined && { shape }), concepts: named(data.concepts) });
  }
  return statements;
}

const named = (concepts: z.infer<typeof Concepts>) =>
  concepts.map(({ id, name, value }) => ({ id: id === "" ? name : id, name, value }));

function shapeOf({ bounding_box, polygon }: z.infer<typeof Region>["region_info"]): Shape | undefined {
  if (bounding_box !== undefined) {
    const { top_row, left_col, bottom_row, right_col } = bounding_box;
    return { kind: "box", box: { top: top_row, left: left_col, bottom: bottom_row, right: right_col } };
  }
  return polygon === undefined ? undefined : { kind: "polygon", polygon: polygon.points };
}

/** What counts when labels are compared: places and positive concepts. A shape without a positive concept says nothing. */
export function toMarks(statements: readonly Statement[]): Mark[] {
  return statements.flatMap(({ frame, shape, concepts }) => {
    const positive = concepts.filter(({ value }) => value >= 0.5).map(({ id }) => id);
    if (positive.length === 0) return [];
    return [{ ...(frame !== undefined && { frame }), ...(shape !== undefined && { shape }), concepts: positive }];
  });
}

/** All that a worker has said of an input, from what each of their annotations says; what one says that another has said before was said once. */
export function joinMarks(annotations: readonly (readonly Mark[])[]): readonly Mark[] {
  const [only = []] = annotations;
  if (annotations.length < 2) return only;
  const known = new Set<string>();
  const joined: Mark[] = [];
  for (const marks of annotations) {
    const keys = marks.map((mark) => JSON.stringify(mark));
    joined.push(...marks.filter((_, index) => !known.has(keys[index] ?? "")));
    for (const key of keys) known.add(key);
  }
  return joined;
}
