import * as z from "zod";
import { namedUser } from "../http/find-app.ts";
import { readPage } from "../http/page.ts";
import type { AppRoute, UserRoute } from "../http/route.ts";
import { invalidRequest, notFound } from "../protocol/api-error.ts";
import { forgetFormer } from "../tables/keys.ts";
import {
  describeFor,
  ensureUsers,
  findUsers,
  listCollaborators,
  userMessage,
  withoutEmail,
  worksFor,
} from "../tables/people.ts";
import { chunksOf } from "../tables/store.ts";
import { weightOfTasksOf } from "../tables/weights.ts";
import { followMembers } from "../tasks/follow-members.ts";

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
const Removed = z.object({
  collaborator_ids: z.array(z.string()).default([]),
  user_emails: z.array(z.string()).default([]),
});

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
    const seesEmail = user.key === caller.key || (await worksFor(store.db, user.key, caller.key));
    return { user: seesEmail ? userMessage(user) : withoutEmail(user) };
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

const list: AppRoute = {
  call: "ListCollaborators",
  method: "GET",
  path: "/collaborators",
  scope: "app",
  access: "member",
  request: "ListCollaboratorsRequest",
  run: async ({ store }, { message, app, caller }) => {
    const users = await listCollaborators(store.db, app.key, readPage(message));
    const owner = (await findUsers(store.db, [app.ownerId])).get(app.ownerId);
    const describe = describeFor({ caller, app });
    return {
      collaborators: users.map((user) => ({ id: user.id, user: describe(user) })),
      ...(owner !== undefined && { app_owner: describe(owner) }),
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
  run: async ({ store, now, background, weigh }, { message, app }) => {
    const people = Collaborators.parse(message).collaborators.map(({ user }) => ({
      id: user.id.trim(),
      email: user.user_detail.primary_email || user.primary_email,
      first: user.first_name,
      last: user.last_name,
    }));
    if (people.length === 0) throw invalidRequest('"collaborators" is empty: name at least one user.');
    if (people.some(({ id }) => id === "")) throw invalidRequest('Every collaborator needs "user.id".');
    const createdAt = now().toISOString();
    const { users, tasks } = await store.writeApp(app.key, async (trx) => {
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
      const added: number[] = [];
      for (const chunk of chunksOf(rows)) {
        const inserted = await trx
          .insertInto("collaborators")
          .values([...chunk])
          .onConflict((conflict) => conflict.columns(["app", "person"]).doNothing())
          .returning("person")
          .execute();
        added.push(...inserted.map(({ person }) => person));
      }
      weigh(await weightOfTasksOf(trx, app.key, added));
      return { users: [...found.values()], tasks: await followMembers(trx, app, added, false) };
    });
    background.wake(tasks);
    return { collaborators: users.map((user) => ({ id: user.id, user: userMessage(user) })) };
  },
};

/**
 * Takes the app away from people, and the keys that its owner has made for them; a collaborator's id is that of the user. What they did
 * stays, what they had not done goes to others.
 */
const deleteCollaborators: AppRoute = {
  call: "DeleteCollaborators",
  method: "DELETE",
  path: "/collaborators",
  scope: "app",
  access: "owner",
  request: "DeleteCollaboratorsRequest",
  run: async ({ store, background, weigh }, { message, app }) => {
    const { collaborator_ids: ids, user_emails } = Removed.parse(message);
    if (user_emails.length > 0)
      throw invalidRequest('"user_emails" is not supported: name users in "collaborator_ids".');
    if (ids.length === 0) throw invalidRequest('"collaborator_ids" is empty: name at least one user.');
    const users = await findUsers(store.db, ids);
    const tasks = await store.writeApp(app.key, async (trx) => {
      const people = [...users.values()].map(({ key }) => key);
      weigh(await weightOfTasksOf(trx, app.key, people));
      const removed: number[] = [];
      for (const chunk of chunksOf(people)) {
        const deleted = await trx
          .deleteFrom("collaborators")
          .where("app", "=", app.key)
          .where("person", "in", chunk)
          .returning("person")
          .execute();
        removed.push(...deleted.map(({ person }) => person));
      }
      await forgetFormer(trx, app.owner, people);
      return followMembers(trx, app, removed, true);
    });
    background.wake(tasks);
    return {};
  },
};

export const userRoutes = [getUser, getApp, list, postCollaborators, deleteCollaborators];
