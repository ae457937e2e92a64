import { expect, test } from "@jest/globals";
import { differingFields } from "../../../../src/tasks-service/import/stored-inputs.ts";

test("a file is the same with its size, which the service has read from it; what a client says of an address is not", () => {
  const info = { image_info: { width: 40, height: 30 } };
  const file = { image: { base64: "AAAA" } };
  const address = { image: { url: "https://example.com/a.jpg" } };

  expect(differingFields(file, { image: { ...file.image, ...info } })).toEqual([]);
  expect(differingFields(file, { image: { base64: "BBBB", ...info } })).toEqual(["image"]);
  expect(differingFields(address, { image: { ...address.image, ...info } })).toEqual(["image"]);
});
