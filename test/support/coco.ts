/** A COCO file as its readers take it; numbers may be anything that JSON holds. */
export type CocoFile = {
  readonly images: readonly { id: number; width: number; height: number; file_name: string }[];
  readonly categories: readonly { id: number; name: string }[];
  readonly annotations: readonly {
    id: number;
    image_id: number;
    category_id: number;
    bbox: readonly number[];
    area: number;
    segmentation: readonly (readonly number[])[];
    iscrowd: number;
  }[];
};

/** Half of the last of two decimals, at each corner of a shape of this extent. */
const roundingOf = (width: number, height: number): number => 0.011 * (width + height + 1);

/**
 * What is wrong with a file, as pycocotools and those who train by it rely on it: ids are whole, positive and there once, what is
 * referred to exists, boxes lie within their picture and have an extent, and areas are those of what is drawn.
 */
export function cocoProblems({ images, categories, annotations }: CocoFile): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  for (const [name, items] of Object.entries({ images, categories, annotations })) {
    const ids = items.map(({ id }) => id);
    check(new Set(ids).size === ids.length, `ids of ${name} are there twice`);
    check(
      ids.every((id) => Number.isSafeInteger(id) && id > 0),
      `ids of ${name} are not all whole`,
    );
  }
  const byId = new Map(images.map((image) => [image.id, image]));
  for (const { id, image_id, category_id, bbox, area, segmentation, iscrowd } of annotations) {
    const image = byId.get(image_id);
    check(image !== undefined, `${id}: no image ${image_id}`);
    check(
      categories.some((category) => category.id === category_id),
      `${id}: no category ${category_id}`,
    );
    check(iscrowd === 0, `${id}: a crowd`);
    const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN, ...rest] = bbox;
    const isWithin =
      x >= 0 && y >= 0 && x + width <= (image?.width ?? 0) + 1e-6 && y + height <= (image?.height ?? 0) + 1e-6;
    check(rest.length === 0 && width > 0 && height > 0 && isWithin, `${id}: a box of ${bbox}`);
    const [outline, ...others] = segmentation;
    const drawn = outline ? shoelace(outline) : width * height;
    check(others.length === 0, `${id}: more than one outline`);
    check(area > 0 && Math.abs(area - drawn) <= roundingOf(width, height), `${id}: area ${area}, not ${drawn}`);
    if (!outline) continue;
    check(outline.length >= 6 && outline.length % 2 === 0, `${id}: an outline of ${outline.length} numbers`);
    const xs = outline.filter((_, index) => index % 2 === 0);
    const ys = outline.filter((_, index) => index % 2 === 1);
    const hull = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const isHull = [x, y, x + width, y + height].every((side, index) => Math.abs(side - (hull[index] ?? 0)) < 1e-6);
    check(isHull, `${id}: a box beside its outline`);
  }
  return problems;
}

function shoelace(outline: readonly number[]): number {
  let twice = 0;
  for (let at = 0; at < outline.length; at += 2) {
    const [x = 0, y = 0] = outline.slice(at, at + 2);
    const [nextX = 0, nextY = 0] = outline.slice((at + 2) % outline.length);
    twice += x * nextY - nextX * y;
  }
  return Math.abs(twice) / 2;
}
