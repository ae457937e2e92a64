import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { TasksApi } from "../../../src/api/create-tasks-api.ts";
import { connect, errorOf } from "./client.ts";
import { type OddServer, ok, refusal, startOddServer } from "./odd-server.ts";

let server: OddServer;
let api: TasksApi;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.close());
beforeEach(() => {
  api = connect(server.baseUrl, { maxAnswerBytes: 20_000 });
});

const rangeOf = (query: URLSearchParams, total: number): number[] => {
  const [page, size] = [Number(query.get("page")), Number(query.get("per_page"))];
  const from = (page - 1) * size;
  return Array.from({ length: Math.max(0, Math.min(size, total - from)) }, (_, at) => from + at);
};
/** Labels of 2,000 bytes each: ten of them are more than an answer may hold. */
const label = (at: number) => ({ id: `label-${at}`, input_id: `input-${at}`, note: "n".repeat(2000) });

/** Answers pages of so many labels; more than `most` at a time are refused in words. */
const answerLabels = (total: number, most = Number.POSITIVE_INFINITY) =>
  server.script((request, response) => {
    const range = rangeOf(request.query, total);
    const answer = range.length > most ? refusal(400, 11102) : ok({ annotations: range.map(label) });
    return answer(request, response);
  });

async function listIds(): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of api.listGivenLabels("t")) ids.push(...page.map(({ id }) => id));
  return ids;
}
const idsUpTo = (total: number): string[] => Array.from({ length: total }, (_, at) => `label-${at}`);

describe("a page that is more than an answer may hold", () => {
  test.each([1, 60, 128, 300])("of %s labels is read in parts", async (total) => {
    answerLabels(total);

    expect(await listIds()).toEqual(idsUpTo(total));
  });

  test("is read in parts where the other side refuses it", async () => {
    answerLabels(40, 3);

    expect((await api.listLabels("t", { haste: "background" })).map(({ id }) => id)).toEqual(idsUpTo(40));
  });

  test("leaves the pages behind it whole", async () => {
    const isDense = (at: number) => at === 100 || at === 101;
    server.script((request, response) => {
      const range = rangeOf(request.query, 1000);
      const annotations = range.map((at) => ({ ...label(at), note: "n".repeat(isDense(at) ? 15_000 : 0) }));
      return ok({ annotations })(request, response);
    });

    expect(await listIds()).toEqual(idsUpTo(1000));
    const wholePages = server.seen.filter(({ query }) => query.get("per_page") === "128");
    // Of the first one: 7 that are too large, and 8 parts that fit.
    expect([wholePages.length, server.seen.length]).toEqual([9, 23]);
  });

  test("fails when a single label is, without being asked for again", async () => {
    server.script(ok({ annotations: [{ ...label(0), note: "n".repeat(30_000) }] }));

    const error = await errorOf(listIds());

    expect([error.code, error.isTooLong]).toEqual(["bad_answer", true]);
    expect(server.seen.map(({ query }) => query.get("per_page"))).toEqual([
      "128",
      "64",
      "32",
      "16",
      "8",
      "4",
      "2",
      "1",
    ]);
  });
});
