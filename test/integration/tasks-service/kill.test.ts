import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { createTasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { parseAssignmentId } from "../../../src/tasks-service/labeling/assignment-id.ts";
import { connectTasksStore } from "../../../src/tasks-service/tables/store.ts";
import { openBuiltThread } from "../../support/built.ts";
import { readUntilKilled } from "../../support/read-until-killed.ts";
import { findBrokenRules } from "./broken-rules.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the busy service has acknowledged; `deleting` is what it was about to ask for. */
type Fact = {
  inputs?: string[];
  task?: string;
  annotation?: string;
  submitted?: string;
  /** The task of the label. */
  of?: string;
  deleting?: string;
  deleted?: string;
};

/** Runs the busy service until it has acknowledged so many facts, and kills it. */
async function killAfter(path: string, facts: number): Promise<Fact[]> {
  const lines = await readUntilKilled("test/integration/tasks-service/busy-service.ts", [path], facts);
  return lines.map((line) => JSON.parse(line));
}

async function missingFacts(path: string, facts: readonly Fact[]): Promise<Fact[]> {
  const { db, close } = connectTasksStore({ kind: "sqlite", path });
  const inputs = new Set((await db.selectFrom("inputs").select("id").execute()).map(({ id }) => id));
  const tasks = new Set((await db.selectFrom("tasks").select("id").execute()).map(({ id }) => id));
  const annotations = new Set((await db.selectFrom("annotations").select("id").execute()).map(({ id }) => id));
  const rows = await db.selectFrom("assignments").selectAll().where("status", "!=", 54201).execute();
  const submitted = new Set(rows.map(({ task, input, worker }) => `${task}/${input}/${worker}`));
  await close();
  const mayBeGone = new Set(facts.map(({ deleting }) => deleting));
  return facts.filter((fact) => {
    if (fact.inputs !== undefined) return fact.inputs.some((id) => !inputs.has(id));
    if (fact.deleted !== undefined) return tasks.has(fact.deleted);
    if (fact.deleting !== undefined || mayBeGone.has(fact.task ?? fact.of)) return false;
    if (fact.task !== undefined) return !tasks.has(fact.task);
    if (fact.annotation !== undefined) return !annotations.has(fact.annotation);
    const key = parseAssignmentId(fact.submitted ?? "");
    return key === undefined || !submitted.has(`${key.task}/${key.input}/${key.worker}`);
  });
}

/** Rows of tasks that are gone. */
async function orphans(path: string): Promise<number> {
  const { db, close } = connectTasksStore({ kind: "sqlite", path });
  const tasks = (await db.selectFrom("tasks").select("key").execute()).map(({ key }) => key);
  let total = 0;
  for (const table of ["assignments", "items", "work_counts", "annotation_counts", "phase_counts"] as const) {
    total += (await db.selectFrom(table).select("task").where("task", "not in", tasks).execute()).length;
  }
  await close();
  return total;
}

describe("a service that is killed", () => {
  it.each([[3], [14], [40], [52], [53], [75]])(
    "has lost nothing that it acknowledged, and breaks no rule, when killed after %i facts",
    async (facts) => {
      const path = join(folder, `${facts}.db`);
      const heard = await killAfter(path, facts);

      const reopened = await createTasksService({
        database: { kind: "sqlite", path },
        now: () => new Date(),
        newId: () => "id",
        openThread: openBuiltThread,
      });
      await reopened.idle();
      await reopened.close();

      expect(heard.length).toBeGreaterThanOrEqual(facts);
      expect(await missingFacts(path, heard)).toEqual([]);
      expect(await findBrokenRules({ kind: "sqlite", path })).toEqual([]);
      expect(await orphans(path)).toBe(0);
    },
  );
});
