import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";

const full = (...ids: string[]) => ({ strategy: "FULL", workers: workers(...ids) });
const manual = (...ids: string[]) => ({
  strategy: "MANUAL",
  users: ids.map((id) => ({ id })),
  manual_strategy_info: { sample_percentage: 1 },
});
const all = (...ids: string[]) => ({
  strategy: "CONSENSUS",
  users: ids.map((id) => ({ id })),
  consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: -1 },
});

describeOnBothEngines("a label that awaits review", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    work = await openWork(newTarget(), { inputs: 10 });
  });
  afterEach(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
  });

  /** Ana's label of the first input that she is given: a cat. */
  const catOf = async (id: string): Promise<{ given: Assignment; label: string }> => {
    const given = firstOf(await work.start("ana", id));
    await work.answer("ana", id, given, "cat");
    const labels: { id: string }[] = await work.annotations(id);
    return { given, label: firstOf(labels).id };
  };
  const correct = async (who: string, label: string, concept = "dog") => {
    const annotation = { id: label, data: { concepts: [{ id: concept, value: 1 }] } };
    const body = { action: "overwrite", annotations: [annotation] };
    return (await work.as(who)("PATCH", "/annotations", body)).body.status;
  };
  const conceptsOf = async (id: string) =>
    (await work.annotations(id)).map((each: { data: { concepts: { id: string }[] }; status: { code: number } }) => [
      each.data.concepts.map((concept) => concept.id),
      each.status.code,
    ]);

  it("is corrected by a reviewer of the task, and approved as it is then; it stays its worker's, and counts once", async () => {
    const id = await work.create({ worker: full("ana"), review: manual("rita") });
    const { given, label } = await catOf(id);

    expect(await correct("rita", label)).toMatchObject({ code: 10000 });
    await work.review("rita", id, "approve", [given]);

    expect(await conceptsOf(id)).toEqual([[["dog"], 24150]]);
    expect(firstOf(await work.annotations(id))).toMatchObject({ user_id: "ana" });
    expect((await work.counts(id))["ana"]).toMatchObject({ success: 1, awaiting_review: 0 });
  });

  it("is not corrected by anybody else, nor by its worker, nor deleted by a reviewer", async () => {
    const id = await work.create({ worker: full("ana"), review: manual("rita") });
    const { label } = await catOf(id);

    const refused = [await correct("ben", label), await correct("ana", label), await correct("owner", label)];
    const deleted = await work.as("rita")("DELETE", "/annotations", { ids: [label] });

    expect(refused.map(({ code }) => code === 10000)).toEqual([false, false, false]);
    expect(deleted.body.status.code).not.toBe(10000);
    expect(await conceptsOf(id)).toEqual([[["cat"], 24157]]);
  });

  it("is not corrected once it is decided, and not with what the task does not ask for", async () => {
    const id = await work.create({ worker: full("ana"), review: manual("rita", "ron") });
    const { given, label } = await catOf(id);

    const unknown = await correct("rita", label, "unicorn");
    await work.review("ron", id, "approve", [given]);
    const late = await correct("rita", label);

    expect([unknown.code === 10000, late.code === 10000]).toEqual([false, false]);
    expect(await conceptsOf(id)).toEqual([[["cat"], 24150]]);
  });

  it("is looked at again, as corrected, by reviewers who had approved it before", async () => {
    const id = await work.create({ worker: full("ana"), review: all("rita", "ron") });
    const { given, label } = await catOf(id);
    await work.review("ron", id, "approve", [given]);

    await correct("rita", label);
    await work.review("rita", id, "approve", [given]);

    expect(await conceptsOf(id)).toEqual([[["dog"], 24157]]);
    expect((await work.put("ron", id, { action: "REVIEW_START" })).map((each) => each.id)).toEqual([given.id]);
    await work.review("ron", id, "approve", [given]);
    expect(await conceptsOf(id)).toEqual([[["dog"], 24150]]);
  });
});
