import { createAccountCalls } from "./account-calls.ts";
import { createAgreementCalls } from "./agreement-calls.ts";
import { type AppOptions, createAppClient } from "./app-client.ts";
import { createCatalogCalls } from "./catalog-calls.ts";
import { createInputCalls } from "./input-calls.ts";
import { createHostedReader } from "./read-hosted.ts";
import { createResultCalls } from "./result-calls.ts";
import { createTaskCalls } from "./task-calls.ts";
import { createWorkCalls } from "./work-calls.ts";

/**
 * The Tasks API (Clarifai's, or the local tasks service) in domain terms, bound to one app and one key.
 *
 * Interactive calls take at most 2.5 s and are attempted once; background calls take at most 30 s over all attempts, with growing
 * pauses and `Retry-After`. What may be repeated is said with each call. Every method rejects with `TasksApiError` and nothing else.
 */
export function createTasksApi(options: AppOptions) {
  const app = createAppClient(options);
  const { listLabels, getInput: getLabelingInput } = createWorkCalls(app);
  return {
    ...createTaskCalls(app),
    ...createCatalogCalls(app),
    ...createAccountCalls(app),
    ...createInputCalls(app),
    ...createAgreementCalls(app),
    ...createResultCalls(app),
    /** All that was said in a task, seen as the owner of the app. */
    listLabels,
    getLabelingInput,
    /** The bytes of a copy that the API's side keeps (`HostedCopy.url`). */
    readHosted: createHostedReader(options),
  };
}

export type TasksApi = ReturnType<typeof createTasksApi>;
