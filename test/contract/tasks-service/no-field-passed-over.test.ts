import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { enums, type Field, messages } from "../../../src/tasks-service/protocol/definition.ts";
import { type Answer, type Client, openService, seed } from "../../integration/tasks-service/open-service.ts";

type Json = Record<string, unknown>;

const SCALARS: Readonly<Record<string, unknown>> = {
  string: "something",
  bool: true,
  bytes: "aGVsbG8=",
  float: 0.5,
  double: 0.5,
  int32: 3,
  int64: 3,
  uint32: 3,
  uint64: 3,
  Int32Value: 3,
  Int64Value: 3,
  UInt32Value: 3,
  UInt64Value: 3,
  FloatValue: 0.5,
  DoubleValue: 0.5,
  BoolValue: true,
  StringValue: "something",
  Timestamp: "2017-04-11T21:50:50.223962Z",
  Struct: { something: 1 },
  Value: "something",
};

const fieldsOf = (type: string): Field[] => [...new Set(messages.get(type)?.values() ?? [])];

/** A value of the field that is not its default: of a message, the first field that has one. */
function sampleOf(field: Field, depth = 5): unknown {
  const single = sampleOfType(field.type, depth);
  if (single === undefined) return undefined;
  return field.shape === "list" ? [single] : field.shape === "map" ? { something: single } : single;
}

function sampleOfType(type: string, depth: number): unknown {
  if (type in SCALARS) return SCALARS[type];
  const names = enums.get(type);
  if (names !== undefined) return type === "StatusCode" ? 24159 : [...names].find(([, number]) => number > 0)?.[0];
  if (depth === 0) return undefined;
  for (const field of fieldsOf(type)) {
    const value = sampleOf(field, depth - 1);
    if (value !== undefined) return { [field.name]: value };
  }
  return undefined;
}

/** Names of fields, as test cases. */
const cases = (type: string, skipped: readonly string[] = []) =>
  fieldsOf(type)
    .filter(({ name }) => !skipped.includes(name))
    .map((field) => [field.name, sampleOf(field)] as const);

describe("a field that a client sets is kept or refused by its name", () => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  let made = 0;
  beforeAll(async () => {
    opened = await openService({ kind: "sqlite", path: ":memory:" }, { rateLimit: { burst: 10_000, perSecond: 1000 } });
    owner = opened.owner;
    await seed(owner, { inputs: 2, people: ["ana"] });
    const photo = { id: "photo", data: { image: { url: "https://example.com/a.png" } } };
    await owner("POST", "/inputs", { inputs: [photo] });
  });
  afterAll(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  const fresh = (): string => {
    made += 1;
    return `made-${made}`;
  };

  /** Refused with a word about the field or what it says, or there when it is read again. */
  function judge(answer: Answer, refusal: string, field: string, sent: unknown, read: unknown): void {
    if (answer.http !== 200 || answer.body.status.code !== 10000) {
      expect([400, 403, 404]).toContain(answer.http === 200 ? 400 : answer.http);
      expect(refusal).toMatch(new RegExp(`${field}|something`));
      return;
    }
    expect(read).toMatchObject({ [field]: sent });
  }

  const resources = [
    { name: "annotations", type: "Annotation", base: { input_id: "photo" }, path: "/inputs/photo/annotations/" },
    { name: "inputs", type: "Input", base: { data: { text: { raw: "a" } } }, path: "/inputs/" },
    { name: "concepts", type: "Concept", base: {}, path: "/concepts/" },
    { name: "datasets", type: "Dataset", base: {}, path: "/datasets/" },
    { name: "searches", type: "Search", base: { query: {} }, path: "/searches/" },
  ];

  describe.each(resources)("of $name", ({ name, type, base, path }) => {
    const read = async (id: string) => {
      const { body } = await owner("GET", `${path}${id}`);
      return Object.values(body as Json).find((value) => typeof value === "object" && value !== null && "id" in value);
    };

    it.each(cases(type, ["id", "data", "query"]))("%s, when it is made", async (field, sent) => {
      const id = fresh();
      const answer = await owner("POST", `/${name}`, { [name]: [{ id, ...base, [field]: sent }] });
      const own = name === "inputs" ? answer.body.inputs?.[0]?.status.details : undefined;
      judge(answer, String(own ?? answer.body.status.details), field, sent, await read(id));
    });

    if (name === "searches") return;
    it.each(cases(type, ["id", "data"]))("%s, when it is changed", async (field, sent) => {
      const id = fresh();
      await owner("POST", `/${name}`, { [name]: [{ id, ...base }] });
      const answer = await owner("PATCH", `/${name}`, { action: "overwrite", [name]: [{ id, [field]: sent }] });
      judge(answer, answer.body.status.details ?? "", field, sent, await read(id));
    });
  });

  const ofLabel = async (data: Json) => {
    const id = fresh();
    const answer = await owner("POST", "/annotations", { annotations: [{ id, input_id: "photo", data }] });
    const { body } = await owner("GET", `/inputs/photo/annotations/${id}`);
    return { answer, data: body.annotation?.data };
  };
  const place = { bounding_box: { bottom_row: 0.5, right_col: 0.5 } };
  const cat = { concepts: [{ id: "cat", value: 1 }] };

  it.each(cases("Data", ["concepts", "regions", "frames"]))("of the data of a label: %s", async (field, sent) => {
    const { answer, data } = await ofLabel({ ...cat, [field]: sent });
    judge(answer, answer.body.status.details ?? "", field, sent, data);
  });

  it.each(cases("Region", ["region_info", "data"]))("of a region: %s", async (field, sent) => {
    const { answer, data } = await ofLabel({ regions: [{ region_info: place, data: cat, [field]: sent }] });
    judge(answer, answer.body.status.details ?? "", field, sent, data?.regions[0]);
  });

  it.each(cases("RegionInfo", ["bounding_box", "polygon"]))("of the place of a region: %s", async (field, sent) => {
    const { answer } = await ofLabel({ regions: [{ region_info: { ...place, [field]: sent }, data: cat }] });
    expect([answer.http, answer.body.status.details]).toEqual([400, expect.stringContaining(field)]);
  });

  it.each(cases("Data", ["image", "text", "video", "audio"]))("of the data of an input: %s", async (field, sent) => {
    const id = fresh();
    const data = { text: { raw: "a" }, [field]: sent };
    const answer = await owner("POST", "/inputs", { inputs: [{ id, data }] });
    const { body } = await owner("GET", `/inputs/${id}`);
    judge(answer, "", field, sent, body.input?.data);
  });

  /** Fields that change nothing here, and why. */
  const INERT: Readonly<Record<string, readonly string[]>> = {
    ListAnnotationsRequest: [
      "list_all_annotations", // all labels are made by users, and trusted
      "return_model_output", // no label is made by a model
    ],
    ListDatasetsRequest: ["sort_ascending", "sort_by_created_at", "sort_by_modified_at", "sort_by_id"], // the order
    PostConceptsSearchesRequest: [],
  };

  it.each([
    ["ListAnnotationsRequest", "/annotations", "annotations"],
    ["ListInputsRequest", "/inputs", "inputs"],
    ["ListConceptsRequest", "/concepts", "concepts"],
    ["ListDatasetsRequest", "/datasets", "datasets"],
  ])("of %s: it finds nothing that is something else, or is refused", async (type, path, found) => {
    await owner("POST", "/datasets", { datasets: [{ id: fresh() }] });
    await owner("POST", "/annotations", { annotations: [{ input_id: "input-0", data: cat }] });
    expect((await owner("GET", path)).body[found]).not.toEqual([]);

    for (const [field, sent] of cases(type, ["user_app_id", "page", "per_page", ...(INERT[type] ?? [])])) {
      const value = /24159|true/.exec(JSON.stringify(sent))?.[0] ?? "nothing-like-it";
      const { http, body } = await owner("GET", `${path}?${field}=${value}`);

      if (http === 200) expect([field, body[found]]).toEqual([field, []]);
      else expect([http, body.status.details]).toEqual([400, expect.stringContaining(field)]);
    }
  });

  it.each(cases("ConceptQuery", ["name"]))("of a search for concepts: %s", async (field, sent) => {
    const { http, body } = await owner("POST", "/concepts/searches", { concept_query: { name: "cat", [field]: sent } });

    expect([http, body.status.details]).toEqual([400, expect.stringContaining(field)]);
  });

  it.each(["annotations", "inputs"])("of a search for %s: by whatever it filters, it is not all", async (kind) => {
    const search = (filter: Json) =>
      owner("POST", `/${kind}/searches`, { searches: [{ query: { filters: [filter] } }] });
    const all = (await search({})).body.hits.length;

    for (const [part, type] of [
      ["annotation", "Annotation"],
      ["input", "Input"],
    ] as const) {
      for (const [field, sent] of cases(type, part === "annotation" ? ["trusted"] : [])) {
        const { http, body } = await search({ [part]: { [field]: sent } });
        if (http === 200) expect([field, body.hits.length < all]).toEqual([field, true]);
        else expect([http, body.status.details]).toEqual([400, expect.stringContaining("query.filters.0")]);
      }
    }
  });
});
