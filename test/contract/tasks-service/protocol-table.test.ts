import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildProtocolTable } from "./protocol-table.ts";

describe("the service's protocol table", () => {
  it("is what the installed protocol definition says", async () => {
    const table = readFileSync(new URL("../../../src/tasks-service/protocol/table.ts", import.meta.url), "utf8");

    expect(table).toBe(await buildProtocolTable());
  });
});
