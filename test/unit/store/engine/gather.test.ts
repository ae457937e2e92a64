import { expect, test } from "@jest/globals";
import { gather } from "../../../../src/store/engine/gather.ts";

test("what comes together is run together, at most as many as may be, and each gets its own answer", async () => {
  const batches: number[][] = [];
  const double = gather(3, async (items: readonly number[]) => {
    batches.push([...items]);
    return items.map((item) => item * 2);
  });

  const answers = await Promise.all([1, 2, 3, 4, 5].map(double));

  expect(answers).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test("nobody fails over somebody else's item", async () => {
  const refuseTwo = gather(10, async (items: readonly number[]) => {
    if (items.includes(2)) throw new Error("two is refused");
    return items;
  });

  const answers = await Promise.allSettled([1, 2, 3].map(refuseTwo));

  expect(answers).toMatchObject([{ value: 1 }, { reason: { message: "two is refused" } }, { value: 3 }]);
});

test("it goes on after a failure", async () => {
  let fails = true;
  const once = gather(10, async (items: readonly number[]) => {
    if (fails) throw new Error("the database is away");
    return items;
  });
  await expect(once(1)).rejects.toThrow("the database is away");
  fails = false;

  expect(await once(2)).toBe(2);
});
