import * as z from "zod";
import { invalidRequest, notFound } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { App, Caller } from "../tables/call.ts";
import type { Reader } from "../tables/store.ts";

const Named = z.object({
  user_app_id: z.object({ user_id: z.string().default(""), app_id: z.string().default("") }).prefault({}),
});

/**
 * The app that a request names, if its caller owns it or is a collaborator; "me" is the caller. Without names it is the caller's only app.
 * An app of somebody else answers like one that does not exist.
 */
export async function findApp(db: Reader, caller: Caller, message: JsonObject): Promise<App> {
  const { user_id, app_id } = Named.parse(message).user_app_id;
  const userId = user_id === "me" ? caller.id : user_id;
  const apps = await db
    .selectFrom("apps")
    .innerJoin("users", "users.key", "apps.owner")
    .select(["apps.key", "apps.owner", "apps.id", "apps.created_at", "users.id as ownerId"])
    .where((where) =>
      where.or([
        where("apps.owner", "=", caller.key),
        where.exists(
          where
            .selectFrom("collaborators")
            .select("collaborators.app")
            .whereRef("collaborators.app", "=", "apps.key")
            .where("collaborators.person", "=", caller.key),
        ),
      ]),
    )
    .$if(caller.within !== undefined, (query) => query.where("apps.owner", "=", caller.within ?? 0))
    .$if(userId !== "", (query) => query.where("users.id", "=", userId))
    .$if(app_id !== "", (query) => query.where("apps.id", "=", app_id))
    .limit(2)
    .execute();
  const [app, another] = apps;
  if (app === undefined) {
    throw notFound(`This key reaches no app "${app_id}"${userId === "" ? "" : ` of user "${userId}"`}.`);
  }
  if (another !== undefined) {
    throw invalidRequest('Say which app: send "user_app_id" with "user_id" and "app_id", or use the long path.');
  }
  return app;
}

const NamedUser = z.object({ user_app_id: z.object({ user_id: z.string() }) });

/** The user that a path names; "me" is the caller. */
export function namedUser(message: unknown, caller: Caller): string {
  const { user_id } = NamedUser.parse(message).user_app_id;
  return user_id === "me" ? caller.id : user_id;
}
