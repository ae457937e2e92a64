import ky, { type KyInstance } from "ky";

/** Where the Tasks API's app stands, and with which key it is filled. */
export type SeedTarget = {
  /** In process or over the network: only this is called. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly key: string;
  readonly userId: string;
  readonly appId: string;
};

/** A client of that app, as the user whose key it is (the owner's when none is named). Calls reject when the API refuses them. */
export const createTasksClient = (target: SeedTarget, key = target.key): KyInstance =>
  ky.create({
    prefixUrl: `${target.baseUrl}/v2/users/${target.userId}/apps/${target.appId}`,
    headers: { authorization: `Key ${key}` },
    retry: 0,
    timeout: 20_000,
    fetch: (input, init) => target.fetch(new Request(input, init)),
  });
