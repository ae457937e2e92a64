import type { Result } from "../domain/result.ts";
import type { Haste } from "../domain/task.ts";
import type { TasksApiError } from "../domain/tasks-api-error.ts";
import type { ApiCall } from "./call.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { createTransport, type Patience, type TransportOptions } from "./transport.ts";

export type AppOptions = TransportOptions & {
  readonly userId: string;
  readonly appId: string;
};

/** The transport bound to one app: paths begin behind `/v2/users/{user_id}/apps/{app_id}`, the long form. */
export type AppClient = {
  readonly appId: string;
  send<T>(call: ApiCall<T>, patience: Patience): Promise<T>;
  sendCounted<T>(call: ApiCall<T>, patience: Patience): Promise<{ result: Result<T, TasksApiError>; attempts: number }>;
  /** One time limit for several calls. */
  openDeadline(haste: Haste, timeoutMs?: number): Deadline;
};

export function createAppClient(options: AppOptions): AppClient {
  const transport = createTransport(options);
  const { limits } = transport;
  const bind = <T>(call: ApiCall<T>): ApiCall<T> => ({
    ...call,
    path: ["users", options.userId, "apps", options.appId, ...call.path],
  });
  return {
    appId: options.appId,
    send: (call, patience) => transport.send(bind(call), patience),
    sendCounted: (call, patience) => transport.sendCounted(bind(call), patience),
    openDeadline: (haste, timeoutMs) =>
      createDeadline(timeoutMs ?? (haste === "interactive" ? limits.interactiveMs : limits.backgroundMs), haste),
  };
}
