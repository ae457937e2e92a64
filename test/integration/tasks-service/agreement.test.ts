import { expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { firstOf, openWork, workers } from "./open-work.ts";

const PHOTOS = 4;

type Region = { region_info: Record<string, unknown>; data: { concepts: { id: string; value: number }[] } };

const box = (top_row: number, left_col: number): Region => ({
  region_info: { bounding_box: { top_row, left_col, bottom_row: top_row + 0.1, right_col: left_col + 0.1 } },
  data: { concepts: [{ id: "cat", value: 1 }] },
});

describeOnBothEngines("the agreement of a task", (newTarget) => {
  /** A task of boxes on four photographs, which Ana and Ben label. */
  const openBoxes = async () => {
    const work = await openWork(newTarget(), { inputs: 0 });
    await work.owner("POST", "/inputs", {
      inputs: Array.from({ length: PHOTOS }, (_, index) => ({
        id: `photo-${index}`,
        data: { image: { url: `https://example.com/${index}.png` } },
      })),
    });
    const id = await work.create({ type: "BOUNDING_BOX_DETECTION" });
    const draw = async (who: string, regionsOf: (photo: number) => Region[]) => {
      const given = await work.start(who, id);
      for (const [photo] of given.entries()) {
        const input_id = `photo-${photo}`;
        const { body } = await work.as(who)("POST", "/annotations", {
          annotations: [{ input_id, task_id: id, data: { regions: regionsOf(photo) } }],
        });
        expect(body.status.details).toBeUndefined();
      }
      await work.submit(who, id, given);
    };
    return {
      ...work,
      id,
      draw,
      agreement: async () => (await work.owner("GET", `/tasks/${id}/agreement`)).body.agreement,
    };
  };

  it("is none for boxes that never touch, and says why kappa is not there", async () => {
    const { service, draw, agreement } = await openBoxes();
    await draw("ana", (photo) => [box(photo / 10, 0)]);
    await draw("ben", (photo) => [box(photo / 10, 0.5)]);

    const measured = await agreement();

    expect(measured).toMatchObject({
      compares: "places",
      items: PHOTOS,
      cohen_kappa: [],
      fleiss_kappa: null,
      reasons: {
        cohen_kappa: expect.stringContaining("a place is none"),
        fleiss_kappa: expect.stringContaining("a place is none"),
      },
    });
    expect(measured.krippendorff_alpha).toBeCloseTo(0, 12);
    expect(measured.worst_items).toHaveLength(PHOTOS);
    await service.close();
  });

  it("is full for boxes that lie on each other", async () => {
    const { service, draw, agreement } = await openBoxes();
    await draw("ana", (photo) => [box(photo / 10, 0), box(photo / 10, 0.5)]);
    await draw("ben", (photo) => [box(photo / 10, 0.51), box(photo / 10, 0.01)]);

    const measured = await agreement();

    expect(measured.krippendorff_alpha).toBe(1);
    expect(measured.concepts).toEqual([
      expect.objectContaining({ id: "cat", positives: 2 * PHOTOS, krippendorff_alpha: 1 }),
      expect.objectContaining({ id: "dog", positives: 0, krippendorff_alpha: null }),
    ]);
    await service.close();
  });

  it("is not there, for a reason, before two have labeled an input, and while all say the same", async () => {
    const { service, draw, agreement } = await openBoxes();

    await draw("ana", () => []);
    const [first, one] = [await agreement(), "No input has labels of two workers yet."];
    await draw("ben", () => []);
    const second = await agreement();

    expect(first).toMatchObject({ items: 0, krippendorff_alpha: null, reasons: { krippendorff_alpha: one } });
    expect(second).toMatchObject({ items: PHOTOS, krippendorff_alpha: null });
    expect(second.reasons.krippendorff_alpha).toContain("say the same");
    await service.close();
  });

  it("of concepts has a reason beside each coefficient that is not there", async () => {
    const work = await openWork(newTarget(), { inputs: 2 });
    const id = await work.create({ worker: { strategy: "FULL", workers: workers("ana", "ben") } });
    for (const who of ["ana", "ben"]) {
      const given = await work.start(who, id);
      for (const one of given) await work.label(who, id, one.input.id, "cat");
      await work.submit(who, id, given);
    }

    const { body } = await work.owner("GET", `/tasks/${id}/agreement`);

    const said = { fleiss_kappa: null, krippendorff_alpha: null };
    expect(body.agreement).toMatchObject({ compares: "concepts", items: 2, ...said, interval: null });
    expect(Object.keys(body.agreement.reasons)).toEqual(["fleiss_kappa", "krippendorff_alpha", "interval"]);
    expect(firstOf<Record<string, unknown>>(body.agreement.cohen_kappa)).toMatchObject({
      value: null,
      reasons: { value: expect.stringContaining("chance") },
    });
    expect(firstOf<Record<string, unknown>>(body.agreement.concepts)).toMatchObject({ ...said, positives: 4 });
    await work.service.close();
  });
});
