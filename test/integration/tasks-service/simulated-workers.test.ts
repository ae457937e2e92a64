import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createRandom } from "../../../src/tasks-service/rules/agreement/random.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { partitioned } from "./open-service.ts";
import { openWork } from "./open-work.ts";

const DIGITS = Array.from({ length: 10 }, (_, digit) => `${digit}`);
const INPUTS = 40;
const ACCURACY: Readonly<Record<string, number>> = { ana: 0.95, ben: 0.9, cleo: 0.8 };

describeOnBothEngines("workers of known accuracy", (newTarget) => {
  let work: Awaited<ReturnType<typeof openWork>>;
  beforeEach(async () => {
    work = await openWork(newTarget(), { inputs: INPUTS });
    await work.owner("POST", "/concepts", { concepts: DIGITS.map((id) => ({ id })) });
  });
  afterEach(() => work.service.close());

  it("are approved where two agree, sent to review where nobody does, and measured as they are", async () => {
    const random = createRandom(7);
    const id = await work.create({
      concepts: DIGITS.map((concept) => ({ concept: { id: concept } })),
      worker: partitioned(3, Object.keys(ACCURACY)),
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const said = new Map<string, Map<string, string>>();
    for (const [who, accuracy] of Object.entries(ACCURACY)) {
      for (let given = await work.start(who, id); given.length > 0; given = await work.start(who, id)) {
        for (const { input } of given) {
          const truth = Number(input.id.split("-")[1]) % 10;
          const digit = random() < accuracy ? truth : (truth + 1 + Math.floor(random() * 9)) % 10;
          said.set(input.id, (said.get(input.id) ?? new Map<string, string>()).set(who, `${digit}`));
          await work.label(who, id, input.id, `${digit}`);
        }
        await work.submit(who, id, given);
      }
    }

    const labels: { input_id: string; user_id: string; status: { code: number } }[] = await work.annotations(id);
    const { body } = await work.owner("GET", `/tasks/${id}/agreement`);

    expect(labels).toHaveLength(3 * INPUTS);
    for (const { input_id, user_id, status } of labels) {
      const digits = [...(said.get(input_id)?.values() ?? [])];
      const same = digits.filter((digit) => digit === said.get(input_id)?.get(user_id)).length;
      const isSettled = new Set(digits).size < 3;
      expect([input_id, user_id, status.code]).toEqual([
        input_id,
        user_id,
        isSettled ? (same >= 2 ? 24150 : 24158) : 24157,
      ]);
    }
    const pairs = [...said.values()].filter((digits) => digits.get("ana") === digits.get("ben")).length;
    const [first] = body.agreement.cohen_kappa;
    expect(first.user_ids).toEqual(["ana", "ben"]);
    expect(first.value).toBeCloseTo(kappa(pairs / INPUTS, said), 9);
    expect(body.agreement.interval[0]).toBeLessThanOrEqual(body.agreement.krippendorff_alpha);
    expect(body.agreement.interval[1]).toBeGreaterThanOrEqual(body.agreement.krippendorff_alpha);
  });
});

/** Cohen's κ of Ana and Ben, straight from its definition. */
function kappa(observed: number, said: ReadonlyMap<string, ReadonlyMap<string, string>>): number {
  const part = (who: string, digit: string): number =>
    [...said.values()].filter((digits) => digits.get(who) === digit).length / said.size;
  const byChance = DIGITS.reduce((sum, digit) => sum + part("ana", digit) * part("ben", digit), 0);
  return (observed - byChance) / (1 - byChance);
}
