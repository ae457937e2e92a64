import { randomBytes } from "node:crypto";
import { z } from "zod";
import { forbidden, invalidRequest, notFound } from "../api-error.ts";
import { readPage } from "../http/page.ts";
import type { AppRoute, Caller, UserRoute } from "../http/route.ts";
import type { Service } from "../service.ts";
import { hashKey } from "../store.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { ensureUsers, findUsers, listCollaborators, userMessage } from "../tables/people.ts";

const Named = z.object({ user_app_id: z.object({ user_id: z.string() }) });
const Keys = z.object({ keys: z.array(z.object({ description: z.string().default("") })).default([]) });
const Collaborators = z.object({
  collaborators: z
    .array(
      z.object({
        user: z
          .object({
            id: z.string().default(""),
            primary_email: z.string().default(""),
            first_name: z.string().default(""),
            last_name: z.string().default(""),
            user_detail: z.object({ primary_email: z.string().default("") }).prefault({}),
          })
          .prefault({}),
      }),
    )
    .default([]),
});
const Removed = z.object({ collaborator_ids: z.array(z.string()).default([]) });

const namedUser = (message: unknown, caller: Caller): string => {
  const { user_id } = Named.parse(message).user_app_id;
  return user_id === "me" ? caller.id : user_id;
};

const getUser: UserRoute = {
  call: "GetUser",
  method: "GET",
  path: "/users/{user_id}",
  scope: "user",
  request: "GetUserRequest",
  run: async ({ store }, { message, caller }) => {
    const id = namedUser(message, caller);
    const user = (await findUsers(store.db, [id])).get(id);
    if (user === undefined) throw notFound(`No user has the id "${id}".`);
    return { user: userMessage(id === caller.id ? user : { ...user, email: null }) };
  },
};

const getApp: AppRoute = {
  call: "GetApp",
  method: "GET",
  path: "",
  shortPath: "/app",
  scope: "app",
  access: "member",
  request: "GetAppRequest",
  run: async (_service, { app }) => ({
    app: { id: app.id, name: app.id, user_id: app.ownerId, created_at: app.created_at, default_language: "en" },
  }),
};

/**
 * A new key for a user, answered once: only its hash is kept. The user's own affair, and that of the owner of an app they work in: such a
 * key reaches the apps of that owner alone, for somebody who is made a collaborator is not asked.
 */
const postKeys: UserRoute = {
  call: "PostKeys",
  method: "POST",
  path: "/users/{user_id}/keys",
  scope: "user",
  request: "PostKeysRequest",
  run: async (service, { message, caller }) => {
    const id = namedUser(message, caller);
    const { keys } = Keys.parse(message);
    if (keys.length === 0) throw invalidRequest('"keys" is empty: ask for at least one, as in {"keys": [{}]}.');
    const user = (await findUsers(service.store.db, [id])).get(id);
    if (user === undefined || !(await mayMakeKeys(service, caller, user.key))) {
      throw forbidden(
        `Only "${id}", or the owner of an app in which they are a collaborator, may make keys for "${id}".`,
      );
    }
    const made = keys.map(({ description }) => ({ key: makeKey(), description }));
    const createdAt = service.now().toISOString();
    await service.store.write(async (trx) => {
      await trx
        .insertInto("keys")
        .values(
          made.map(({ key, description }) => ({
            hash: hashKey(key),
            person: user.key,
            description,
            within: caller.key === user.key ? (caller.within ?? null) : caller.key,
            created_at: createdAt,
          })),
        )
        .execute();
    });
    return {
      keys: made.map(({ key, description }) => ({
        id: key,
        type: "personal_access_token",
        description,
        created_at: createdAt,
      })),
    };
  },
};

/** 256 random bits. */
export const makeKey = (): string => randomBytes(32).toString("hex");

async function mayMakeKeys({ store }: Service, caller: Caller, person: number): Promise<boolean> {
  if (caller.key === person) return true;
  if (caller.within !== undefined) return false;
  const shared = await store.db
    .selectFrom("collaborators")
    .innerJoin("apps", "apps.key", "collaborators.app")
    .select("apps.key")
    .where("apps.owner", "=", caller.key)
    .where("collaborators.person", "=", person)
    .executeTakeFirst();
  return shared !== undefined;
}

const list: AppRoute = {
  call: "ListCollaborators",
  method: "GET",
  path: "/collaborators",
  scope: "app",
  access: "member",
  request: "ListCollaboratorsRequest",
  run: async ({ store }, { message, app }) => {
    const users = await listCollaborators(store.db, app.key, readPage(message));
    const owner = (await findUsers(store.db, [app.ownerId])).get(app.ownerId);
    return {
      collaborators: users.map((user) => ({ id: user.id, user: userMessage(user) })),
      ...(owner !== undefined && { app_owner: userMessage(owner) }),
    };
  },
};

/** Makes people collaborators. Somebody whom this service does not know becomes a user; somebody who is one already stays one. */
const postCollaborators: AppRoute = {
  call: "PostCollaborators",
  method: "POST",
  path: "/collaborators",
  scope: "app",
  access: "owner",
  request: "PostCollaboratorsRequest",
  run: async ({ store, now }, { message, app }) => {
    const people = Collaborators.parse(message).collaborators.map(({ user }) => ({
      id: user.id.trim(),
      email: user.user_detail.primary_email || user.primary_email,
      first: user.first_name,
      last: user.last_name,
    }));
    if (people.length === 0) throw invalidRequest('"collaborators" is empty: name at least one user.');
    if (people.some(({ id }) => id === "")) throw invalidRequest('Every collaborator needs "user.id".');
    const createdAt = now().toISOString();
    const users = await store.writeApp(app.key, async (trx) => {
      const found = await ensureUsers(
        trx,
        people.map(({ id, email, first, last }) => ({
          id,
          ...(email !== "" && { email }),
          ...(first !== "" && { firstName: first }),
          ...(last !== "" && { lastName: last }),
        })),
        createdAt,
      );
      const rows = [...found.values()]
        .filter(({ key }) => key !== app.owner)
        .map(({ key }) => ({ app: app.key, person: key, created_at: createdAt }));
      for (const chunk of chunksOf(rows)) {
        await trx
          .insertInto("collaborators")
          .values([...chunk])
          .onConflict((conflict) => conflict.columns(["app", "person"]).doNothing())
          .execute();
      }
      return [...found.values()];
    });
    return { collaborators: users.map((user) => ({ id: user.id, user: userMessage(user) })) };
  },
};

/** Takes the app away from people; a collaborator's id is that of the user. What they did stays. */
const deleteCollaborators: AppRoute = {
  call: "DeleteCollaborators",
  method: "DELETE",
  path: "/collaborators",
  scope: "app",
  access: "owner",
  request: "DeleteCollaboratorsRequest",
  run: async ({ store }, { message, app }) => {
    const ids = Removed.parse(message).collaborator_ids;
    if (ids.length === 0) throw invalidRequest('"collaborator_ids" is empty: name at least one user.');
    const users = await findUsers(store.db, ids);
    await store.writeApp(app.key, async (trx) => {
      for (const { key } of users.values()) {
        await trx.deleteFrom("collaborators").where("app", "=", app.key).where("person", "=", key).execute();
      }
    });
    return {};
  },
};

export const userRoutes = [getUser, getApp, postKeys, list, postCollaborators, deleteCollaborators];
