import type { JsonObject } from "../protocol/json.ts";
import type { Service } from "../service.ts";
import type { AppRow, UserRow } from "../tables/schema.ts";

/** The user whose key came with the request; a key that an owner has made for somebody else reaches the apps of that owner (`within`) alone. */
export type Caller = Pick<UserRow, "key" | "id"> & { readonly within?: number };

/** The app that a request is about, with its owner's id. */
export type App = Pick<AppRow, "key" | "owner" | "id" | "created_at"> & { readonly ownerId: string };

export type UserCall = { readonly message: JsonObject; readonly caller: Caller };
export type AppCall = UserCall & { readonly app: App };

/** Whether the caller owns the app, and may do everything in it. */
export const isOwner = ({ caller, app }: AppCall): boolean => caller.key === app.owner;

/** What a route answers; the status defaults to success. */
export type Answer = JsonObject;

type Named = {
  /** The call's name in the protocol; "-" for an addition to it. */
  readonly call: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** The request message; undefined takes no fields but those of the path. */
  readonly request: string;
  /** Its bodies carry files, and may be larger. */
  readonly carriesFiles?: boolean;
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
