import { z } from "zod";
import type { Caller } from "../tables/call.ts";

const Named = z.object({ user_app_id: z.object({ user_id: z.string() }) });

/** The user that a path names; "me" is the caller. */
export function namedUser(message: unknown, caller: Caller): string {
  const { user_id } = Named.parse(message).user_app_id;
  return user_id === "me" ? caller.id : user_id;
}
