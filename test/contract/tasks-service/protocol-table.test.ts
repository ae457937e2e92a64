import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { enums, messages } from "../../../src/tasks-service/protocol/definition.ts";
import { scalars } from "../../../src/tasks-service/protocol/read-message.ts";
import { buildProtocolTable } from "./protocol-table.ts";

describe("the service's protocol table", () => {
  it("is what the installed protocol definition says", async () => {
    const table = readFileSync(new URL("../../../src/tasks-service/protocol/table.ts", import.meta.url), "utf8");

    expect(table).toBe(await buildProtocolTable());
  });

  it("names no type that the reader does not know", () => {
    const named = new Set([...messages.values()].flatMap((fields) => [...fields.values()].map(({ type }) => type)));
    const unknown = [...named].filter((type) => !messages.has(type) && !enums.has(type) && !scalars.has(type));

    expect(unknown).toEqual([]);
  });
});
