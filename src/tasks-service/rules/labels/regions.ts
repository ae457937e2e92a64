import { isObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";

/** The regions of a label: those of the whole input, and those of its frames. */
export function regionsOf(data: JsonObject): JsonObject[] {
  const frames = Array.isArray(data["frames"]) ? data["frames"].filter(isObject) : [];
  const inFrames = frames.flatMap((frame) => (isObject(frame["data"]) ? regionsOf(frame["data"]) : []));
  return [...(Array.isArray(data["regions"]) ? data["regions"].filter(isObject) : []), ...inFrames];
}

/** The label with each of its regions changed. */
export function mapRegions(data: JsonObject, change: (region: JsonObject) => JsonObject): JsonObject {
  const { regions, frames } = data;
  const mapFrame = (frame: JsonValue): JsonValue =>
    isObject(frame) && isObject(frame["data"]) ? { ...frame, data: mapRegions(frame["data"], change) } : frame;
  return {
    ...data,
    ...(Array.isArray(regions) && { regions: regions.map((region) => (isObject(region) ? change(region) : region)) }),
    ...(Array.isArray(frames) && { frames: frames.map(mapFrame) }),
  };
}

export const regionId = (region: JsonObject): string => (typeof region["id"] === "string" ? region["id"] : "");

/** Gives an id to every region that has none: a patch names a region by it. */
export const withRegionIds = (data: JsonObject, newId: () => string): JsonObject =>
  mapRegions(data, (region) => (regionId(region) === "" ? { ...region, id: newId() } : region));

/** Whether a region says where it is; one that does not stands for a region that is there already, by its id. */
export const hasPlace = ({ region_info }: JsonObject): boolean =>
  isObject(region_info) && Object.keys(region_info).length > 0;
