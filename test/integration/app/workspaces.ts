import { afterAll, describe } from "@jest/globals";
import { startTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from "../../support/start-workspace.ts";

/** Starts a workspace that is stopped when the suite ends. */
export type Start = (options?: TestWorkspaceOptions) => Promise<TestWorkspace>;

/** A suite may have some thirty, and each ends what it has begun. */
const STOPPED_WITHIN_MS = 300_000;

/** Gives a suite its workspaces, and stops them after it, also those of a test that failed. */
export function workspacesOf(common: TestWorkspaceOptions = {}): Start {
  const started: Promise<TestWorkspace>[] = [];
  afterAll(async () => {
    const running = (await Promise.allSettled(started)).flatMap((each) =>
      each.status === "fulfilled" ? each.value : [],
    );
    const stopped = await Promise.allSettled(running.map((workspace) => workspace.stop()));
    const failures = stopped.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, "Workspaces could not be stopped");
  }, STOPPED_WITHIN_MS);
  return (options = {}) => {
    const starting = startTestWorkspace({ ...common, ...options });
    started.push(starting);
    return starting;
  };
}

/** Describes a suite with the app's state in SQLite, and in PostgreSQL when TEST_DATABASE_URL is set. */
export function describeOnBothDatabases(name: string, suite: (start: Start) => void): void {
  describe(`${name}, state in SQLite`, () => suite(workspacesOf()));
  const postgres = process.env["TEST_DATABASE_URL"];
  if (postgres === undefined)
    describe.skip(`${name}, state in PostgreSQL (TEST_DATABASE_URL is not set)`, () => suite(skipped));
  else describe(`${name}, state in PostgreSQL`, () => suite(workspacesOf({ postgres })));
}

const skipped: Start = () => Promise.reject(new Error("A skipped suite starts nothing"));
