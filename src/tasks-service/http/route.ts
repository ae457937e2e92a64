import type { JsonObject } from "../protocol/json.ts";
import type { AppCall, UserCall } from "../tables/call.ts";
import type { Service } from "./service.ts";

/** What a route answers; without a `status` of its own it is told as a success. */
export type Answer = JsonObject;

type Named = {
  /** The call's name in the protocol; "-" for an addition to it. */
  readonly call: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** The request message, by which the body is read. */
  readonly request: string;
  /** Its bodies carry files, and may be larger. */
  readonly carriesFiles?: boolean;
  /** It obeys `Prefer: return=minimal` (RFC 7240): its answer then says what inputs there are, without the files that they hold. */
  readonly hasMinimal?: boolean;
};

/** A route within an app: served as `/v2/users/{user_id}/apps/{app_id}` + path and as `/v2` + path. */
export type AppRoute = Named & {
  readonly scope: "app";
  readonly path: string;
  /** Where the short form differs from `/v2` + path. */
  readonly shortPath?: string;
  /** Who may call it: the owner and collaborators, or the owner alone. */
  readonly access: "member" | "owner";
  run(service: Service, call: AppCall): Promise<Answer>;
};

/** A route of a user, served under `/v2` + path. */
export type UserRoute = Named & {
  readonly scope: "user";
  readonly path: string;
  run(service: Service, call: UserCall): Promise<Answer>;
};

export type Route = AppRoute | UserRoute;
