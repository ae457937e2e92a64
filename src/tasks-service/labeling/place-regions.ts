import { labelInvalid } from "../protocol/api-error.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { hasPlace, mapRegions, regionId, regionsOf, withRegionIds } from "../rules/labels/regions.ts";
import { storedData } from "../tables/annotations.ts";
import type { InputRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { selectVisible, type Viewer } from "../tables/visible-annotations.ts";

/**
 * A label as it is kept: every region has an id. One that says no place, but has the id of a region that somebody may see on the same
 * input, is about that region, and takes its place over. Throws where there is none.
 */
export async function placeRegions(
  db: Reader,
  viewer: Viewer,
  { input, data, newId }: { input: Pick<InputRow, "key" | "id">; data: JsonObject; newId: () => string },
): Promise<JsonObject> {
  const isReference = (region: JsonObject): boolean => regionId(region) !== "" && !hasPlace(region);
  const places = regionsOf(data).some(isReference)
    ? await readPlaces(db, viewer, input.key)
    : new Map<string, JsonValue>();
  const placed = mapRegions(data, (region) => {
    if (!isReference(region)) return region;
    const place = places.get(regionId(region));
    if (place !== undefined) return { ...region, region_info: place };
    throw labelInvalid(`No region of input "${input.id}" has the id "${regionId(region)}": send its "region_info".`);
  });
  return withRegionIds(placed, newId);
}

async function readPlaces(db: Reader, viewer: Viewer, input: number): Promise<Map<string, JsonValue>> {
  const rows = await selectVisible(db, viewer).where("annotations.input", "=", input).execute();
  const regions = rows.flatMap((row) => regionsOf(storedData(row)));
  return new Map(
    regions.flatMap((region) =>
      region["region_info"] === undefined ? [] : [[regionId(region), region["region_info"]]],
    ),
  );
}
