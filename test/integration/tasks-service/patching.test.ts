import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { firstOf, openWork, workers } from "./open-work.ts";

const image = { url: "https://example.com/a.png" };

describeOnBothEngines("changing inputs, concepts, datasets and the status of labels", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeAll(async () => {
    work = await openWork(newTarget(), { inputs: 3 });
  });
  afterAll(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  const patch = (what: string, action: string, ...items: Record<string, unknown>[]) =>
    work.owner("PATCH", `/${what}`, { action, [what]: items });

  it("changes what is known of an input, as the vendor's guide does, and never its content", async () => {
    const concepts = [{ id: "car", value: 1 }];
    const geo = { geo_point: { longitude: 40.5, latitude: 74 } };
    await work.owner("POST", "/inputs", { inputs: [{ id: "photo", data: { image, concepts, geo } }] });

    const merged = await patch("inputs", "merge", {
      id: "photo",
      data: { concepts: [{ id: "red", value: 1 }], metadata: { a: { b: 1 } } },
    });
    const removed = await patch("inputs", "remove", { id: "photo", data: { concepts: [{ id: "red" }] } });
    const overwritten = await patch("inputs", "overwrite", {
      id: "photo",
      data: { concepts: [{ id: "ferrari", value: 1 }], metadata: { foo: "bar" } },
    });
    const moved = await patch("inputs", "merge", {
      id: "photo",
      data: { image: { url: "https://example.com/b.png" } },
    });
    const half = await patch(
      "inputs",
      "overwrite",
      { id: "photo", data: { metadata: {} } },
      { id: "nothing", data: { metadata: {} } },
    );

    expect(merged.body.inputs[0].data).toEqual({
      image,
      concepts: [...concepts, { id: "red", value: 1 }],
      geo,
      metadata: { a: { b: 1 } },
    });
    expect(removed.body.inputs[0].data.concepts).toEqual(concepts);
    const result = { image, concepts: [{ id: "ferrari", value: 1 }], metadata: { foo: "bar" } };
    expect(overwritten.body.inputs[0].data).toEqual(result);
    expect([moved.http, moved.body.status.code]).toEqual([400, 30104]);
    expect([half.http, half.body.status.code]).toEqual([404, 30102]);
    expect((await work.owner("GET", "/inputs/photo")).body.input.data).toEqual(result);
  });

  it("lets nothing grow by many merges beyond what is taken at once", async () => {
    await work.owner("POST", "/datasets", { datasets: [{ id: "growing" }] });
    const { body } = await work.owner("POST", "/annotations", { annotations: [{ input_id: "input-2", data: {} }] });
    const [{ id }] = body.annotations;
    const long = (at: number) => ({ list: [`${at}${"x".repeat(30_000)}`] });
    const concepts = (at: number) => Array.from({ length: 4_000 }, (_, index) => ({ id: `c${at}-${index}`, value: 1 }));
    const merges: Record<string, (at: number) => ReturnType<typeof patch>> = {
      "an input's metadata": (at) => patch("inputs", "merge", { id: "input-2", data: { metadata: long(at) } }),
      "an input's concepts": (at) => patch("inputs", "merge", { id: "input-1", data: { concepts: concepts(at) } }),
      "a dataset's metadata": (at) => patch("datasets", "merge", { id: "growing", metadata: long(at) }),
      "a label's metadata": (at) => patch("annotations", "merge", { id, data: { metadata: long(at) } }),
      "a label's info": (at) => patch("annotations", "merge", { id, annotation_info: long(at) }),
    };

    for (const [what, merge] of Object.entries(merges)) {
      const answers = [await merge(0), await merge(1), await merge(2)];

      expect([what, ...answers.map(({ http }) => http)]).toEqual([what, 200, 200, 400]);
      expect(answers[2]?.body.status.details).toContain("with what is there already");
    }
    await patch("inputs", "overwrite", { id: "input-1", data: {} }, { id: "input-2", data: {} });
  });

  it("takes back a whole input as it was got", async () => {
    const { input } = (await work.owner("GET", "/inputs/input-0")).body;

    const { http, body } = await patch("inputs", "overwrite", input);

    expect([http, body.inputs[0].data]).toEqual([200, input.data]);
  });

  it("renames a concept, so that it is found by its new name, and keeps what is not sent", async () => {
    await work.owner("POST", "/concepts", { concepts: [{ id: "hot-dog", name: "Hot dog", definition: "A sausage" }] });

    const { http, body } = await patch("concepts", "overwrite", { id: "hot-dog", name: "Frankfurter" });

    const found = await work.owner("POST", "/concepts/searches", { concept_query: { name: "frank" } });
    const gone = await patch("concepts", "overwrite", { id: "cold-dog", name: "Cold dog" });
    const merged = await patch("concepts", "merge", { id: "hot-dog", name: "Wiener" });
    expect([http, body.concepts[0]]).toEqual([
      200,
      expect.objectContaining({ name: "Frankfurter", definition: "A sausage" }),
    ]);
    expect(found.body.concepts.map(({ id }: { id: string }) => id)).toEqual(["hot-dog"]);
    expect([gone.http, merged.http]).toEqual([404, 400]);
  });

  it("changes datasets, all or none, and removes their picture alone", async () => {
    await work.owner("POST", "/datasets", { datasets: [{ id: "set", metadata: { a: 1 }, notes: "n", image }] });

    const merged = await patch("datasets", "merge", { id: "set", description: "cats", metadata: { b: 2 } });
    const overwritten = await patch("datasets", "overwrite", { id: "set", metadata: { c: 3 } });
    const other = await patch("datasets", "remove", { id: "set", image: { url: "https://example.com/b.png" } });
    const notes = await patch("datasets", "remove", { id: "set", notes: "n", image });
    const removed = await patch("datasets", "remove", { id: "set", image });
    const half = await patch("datasets", "merge", { id: "set", notes: "lost" }, { id: "nothing", notes: "m" });

    expect(merged.body.datasets[0]).toMatchObject({ description: "cats", metadata: { a: 1, b: 2 }, notes: "n", image });
    expect(overwritten.body.datasets[0]).toMatchObject({ description: "cats", metadata: { c: 3 }, image });
    expect([other.http, notes.http, removed.http, half.http]).toEqual([400, 400, 200, 404]);
    const { dataset } = (await work.owner("GET", "/datasets/set")).body;
    expect(dataset).toMatchObject({ notes: "n" });
    expect(dataset).not.toHaveProperty("image");
  });

  it("answers one input of a dataset, and lists datasets by words and in an order", async () => {
    await work.owner("POST", "/datasets", {
      datasets: [{ id: "b-cats", description: "Cats at NIGHT" }, { id: "a-dogs" }],
    });
    await work.owner("POST", "/datasets/b-cats/inputs", { dataset_inputs: [{ input: { id: "input-1" } }] });
    const ids = async (query: string) =>
      (await work.owner("GET", `/datasets?${query}`)).body.datasets.map(({ id }: { id: string }) => id);

    const member = await work.owner("GET", "/datasets/b-cats/inputs/input-1");
    const stranger = await work.owner("GET", "/datasets/b-cats/inputs/input-2");

    expect([member.http, member.body.dataset_input.input.id]).toEqual([200, "input-1"]);
    expect([stranger.http, stranger.body.status.code]).toEqual([404, 11101]);
    expect(await ids("search=night")).toEqual(["b-cats"]);
    expect(await ids("id=DOG")).toEqual(["a-dogs"]);
    expect(await ids("sort_by_id=true&sort_ascending=true&per_page=2")).toEqual(["a-dogs", "b-cats"]);
    expect((await ids("sort_by_created_at=true"))[0]).toBe("a-dogs");
  });

  it("lets the owner alone change what the app holds", async () => {
    const answers = await Promise.all(
      ["inputs", "concepts", "datasets"].map((what) =>
        work.as("ana")("PATCH", `/${what}`, { action: "overwrite", [what]: [{ id: "cat" }] }),
      ),
    );

    expect(answers.map(({ http }) => http)).toEqual([403, 403, 403]);
  });

  it("reviews in bulk by the status of labels, of some workers or of all", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben") },
      review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    for (const who of ["ana", "ben"]) await work.answer(who, id, firstOf(await work.start(who, id)), "cat");
    const status = (who: string, change: Record<string, unknown>) =>
      work.as(who)("PATCH", `/task/${id}/annotations/status`, { action: "overwrite", ...change });

    const stranger = await status("ron", { status_code: "ANNOTATION_SUCCESS" });
    const pending = await status("rita", { status_code: 24150, status_codes: [24151] });
    const unknown = await status("rita", { status_code: "ANNOTATION_FAILED" });
    const back = await status("rita", { user_ids: ["ana"], status_codes: [24157], status_code: "ANNOTATION_PENDING" });
    const approved = await status("rita", { status_code: "ANNOTATION_SUCCESS" });

    expect([stranger.http, pending.http, unknown.http]).toEqual([403, 400, 400]);
    expect(back.body).toMatchObject({ user_ids: ["ana"], updated_count: 1 });
    expect(approved.body).toMatchObject({ user_ids: ["ben"], updated_count: 1 });
    expect(await work.counts(id)).toMatchObject({ ana: { success: 0 }, ben: { success: 1 } });
  });
});
