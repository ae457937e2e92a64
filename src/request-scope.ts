import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import type { RequestScope } from "./domain/request-scope.ts";

const requests = new AsyncLocalStorage<string | undefined>();

/** The one of this process: it follows the work itself, through whatever is awaited, and so needs not be handed down. */
export const requestScope: RequestScope = {
  current: () => requests.getStore(),
  run: (id, work) => requests.run(id, work),
  bind: (work) => AsyncResource.bind(work),
};
