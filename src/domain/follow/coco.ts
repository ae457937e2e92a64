import type { Shape } from "../labeling/label.ts";
import type { PictureSize } from "../labeling/picture.ts";
import { hashNumber } from "../text.ts";
import type { InputResult } from "./result.ts";
import { provenanceOf, type ResultNames } from "./write-results.ts";

/**
 * Results in the form of COCO's object detection (cocodataset.org/#format-data): pixels from the upper left corner of the picture as it is
 * seen, with two decimals.
 */

/** Concepts as categories: numbered from 1 in the order of the task. */
export const cocoCategories = ({ concepts }: ResultNames) =>
  [...concepts].map(([id, name], index) => ({ id: index + 1, name, supercategory: "", concept_id: id }));

/** The number of an image follows from its input's id alone: it is the same in every file, however many results there are. */
const imageIdOf = ({ inputId }: InputResult): number => hashNumber(inputId);

/** An input as an image. Its file has the name of the input's id: nobody here knows another one. */
export const cocoImage = (result: InputResult, { width, height }: PictureSize) => ({
  id: imageIdOf(result),
  width,
  height,
  file_name: result.inputId,
  input_id: result.inputId,
});

/**
 * The shapes of a result as annotations, numbered on from `firstId`. A box has no segmentation: nobody has said which of its pixels are
 * the thing. What has no area within the picture, or a concept that is none of the task's (any more), is left out.
 */
export function cocoAnnotations(
  result: InputResult,
  size: PictureSize,
  { firstId, names }: { firstId: number; names: ResultNames },
) {
  const { said } = result;
  if (said.kind !== "shapes") return [];
  const categories = new Map([...names.concepts.keys()].map((id, index) => [id, index + 1]));
  return said.shapes
    .flatMap((shape) => {
      const category = categories.get(shape.concept);
      const place = placeOf(shape, size);
      return category === undefined || place.area === 0 ? [] : [{ category_id: category, ...place }];
    })
    .map((annotation, index) => ({
      id: firstId + index,
      image_id: imageIdOf(result),
      ...annotation,
      iscrowd: 0,
      attributes: provenanceOf(result, names),
    }));
}

function placeOf(shape: Shape, { width, height }: PictureSize) {
  const corners: readonly Corner[] =
    "points" in shape
      ? shape.points.map(({ row, col }): Corner => [inPixels(col, width), inPixels(row, height)])
      : [
          [inPixels(shape.box.left, width), inPixels(shape.box.top, height)],
          [inPixels(shape.box.right, width), inPixels(shape.box.bottom, height)],
        ];
  const bbox = hullOf(corners);
  if (!("points" in shape)) return { segmentation: [], bbox, area: round(bbox[2] * bbox[3]) };
  return { segmentation: [corners.flat()], bbox, area: round(areaOf(corners)) };
}

/** x, y. */
type Corner = readonly [number, number];

function hullOf(corners: readonly Corner[]): readonly [x: number, y: number, width: number, height: number] {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const [x, y] of corners) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return [left, top, round(right - left), round(bottom - top)];
}

/** Of a simple polygon, by the shoelace formula. */
function areaOf(corners: readonly Corner[]): number {
  const twice = corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** What lies outside of the picture is taken to its edge. */
const inPixels = (fraction: number, pixels: number): number => round(Math.min(1, Math.max(0, fraction)) * pixels);
const round = (value: number): number => Math.round(value * 100) / 100;
