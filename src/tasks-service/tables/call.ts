import type { JsonObject } from "../protocol/json.ts";
import type { AppRow, UserRow } from "./schema.ts";

/**
 * The user whose key came with the request; a key that an owner has made for somebody else reaches the apps of that owner (`within`) alone.
 * `until` is when the key ends.
 */
export type Caller = Pick<UserRow, "key" | "id"> & {
  readonly within?: number;
  readonly until?: string;
  /** The hash of the key, where it is one that is kept. */
  readonly by?: string;
};

/** The app that a request is about, with its owner's id. */
export type App = Pick<AppRow, "key" | "owner" | "id" | "created_at"> & { readonly ownerId: string };

/** A request, as the protocol's message, with who sent it; within an app also with that app. */
export type UserCall = { readonly message: JsonObject; readonly caller: Caller };
export type AppCall = UserCall & {
  readonly app: App;
  /** Whoever asks prefers a minimal answer. */
  readonly isMinimal: boolean;
};

/** Whether the caller owns the app, and may do everything in it. */
export const isOwner = ({ caller, app }: AppCall): boolean => caller.key === app.owner;
