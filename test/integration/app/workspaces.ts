import { afterAll, describe } from "@jest/globals";
import { startTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from "../../support/start-workspace.ts";

/** Starts a workspace that is stopped when the suite ends. */
export type Start = (options?: TestWorkspaceOptions) => Promise<TestWorkspace>;

/** Gives a suite its workspaces, and stops them after it, also those of a test that failed. */
export function workspacesOf(common: TestWorkspaceOptions = {}): Start {
  const started: Promise<TestWorkspace>[] = [];
  afterAll(async () => {
    for (const starting of await Promise.allSettled(started))
      if (starting.status === "fulfilled") await starting.value.stop();
  });
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
