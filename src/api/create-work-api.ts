import { type AppOptions, createAppClient } from "./app-client.ts";
import { createWorkCalls } from "./work-calls.ts";

/** The part of the Tasks API that acts as the user whose key is sent: a client per person. Every method rejects with `TasksApiError`. */
export const createWorkApi = (options: AppOptions) => createWorkCalls(createAppClient(options));
