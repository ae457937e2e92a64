import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { refuseUnsafeParameters } from "../../../../src/store/engine/guarded-driver.ts";

test("lets through what both engines take as it is", () => {
  const safe = fc.oneof(
    fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt(),
    fc.constant(null),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );

  fc.assert(fc.property(fc.array(safe), (parameters) => refuseUnsafeParameters(parameters)));
});

test("names the position and the kind of what it refuses, not the value", () => {
  const secret = "hunter2\0";

  expect(() => refuseUnsafeParameters(["fine", secret])).toThrow(/^SQL parameter 2 is a string with NUL$/);
  expect(() => refuseUnsafeParameters([true])).toThrow("SQL parameter 1 is of type boolean");
  expect(() => refuseUnsafeParameters([{ secret }])).not.toThrow(/hunter2/);
});
