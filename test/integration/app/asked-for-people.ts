import type { SeenRequest } from "../../support/faulty-tasks-api.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** The requests so far, but for those by which the index of all tasks is filled: they come when their time comes, whatever people do. */
export const askedForPeople = ({ faults }: TestWorkspace): readonly SeenRequest[] =>
  faults.requests.filter(({ path }) => !/\/tasks\?(.*&)?per_page=128(&|$)/.test(path));
