import { z } from "zod";
import { invalidRequest, notFound } from "../api-error.ts";
import { firstRepeated } from "../first-repeated.ts";
import { readPage } from "../http/page.ts";
import type { App, AppRoute } from "../http/route.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { compileQuery } from "../rules/search-query.ts";
import type { SearchRow } from "../schema.ts";
import { parseBody } from "../tables/parse-body.ts";

const Post = z.object({
  searches: z
    .array(z.looseObject({ id: z.string().default(""), name: z.string().default(""), query: z.unknown().optional() }))
    .default([]),
});

const messageOf = (row: SearchRow, app: App): JsonObject => ({
  ...parseBody(row.body),
  id: row.id,
  name: row.name,
  application_id: app.id,
  created_at: row.created_at,
  modified_at: row.modified_at,
});

const list: AppRoute = {
  call: "ListSearches",
  method: "GET",
  path: "/searches",
  scope: "app",
  access: "member",
  request: "ListSearchesRequest",
  run: async ({ store }, { message, app }) => {
    const { limit, offset } = readPage(message);
    const rows = await store.db
      .selectFrom("searches")
      .selectAll()
      .where("app", "=", app.key)
      .orderBy("created_at")
      .orderBy("id")
      .limit(limit)
      .offset(offset)
      .execute();
    return { searches: rows.map((row) => messageOf(row, app)) };
  },
};

const get: AppRoute = {
  call: "GetSearch",
  method: "GET",
  path: "/searches/{id}",
  scope: "app",
  access: "member",
  request: "GetSearchRequest",
  run: async ({ store }, { message, app }) => {
    const id = String(message["id"]);
    const row = await store.db
      .selectFrom("searches")
      .selectAll()
      .where("app", "=", app.key)
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw notFound(`No saved search has the id "${id}".`);
    return { search: messageOf(row, app) };
  },
};

/** Saves searches. Running one without saving it is not offered: tasks work on saved ones. */
const post: AppRoute = {
  call: "PostSearches",
  method: "POST",
  path: "/searches",
  scope: "app",
  access: "owner",
  request: "PostSearchesRequest",
  run: async ({ store, now, newId }, { message, app }) => {
    const { searches } = Post.parse(message);
    if (searches.length === 0) throw invalidRequest('"searches" is empty: send at least one, with "save": true.');
    const savedAt = now().toISOString();
    const rows = searches.map(({ id, name, query, created_at, modified_at, application_id, ...rest }): SearchRow => {
      const compiled = compileQuery(isObject(query) ? query : {});
      if ("problem" in compiled) throw invalidRequest(compiled.problem);
      const ownId = id === "" ? newId() : id;
      const body = JSON.stringify({ ...rest, query: query ?? {}, save: true });
      return {
        app: app.key,
        id: ownId,
        name: name === "" ? ownId : name,
        body,
        created_at: savedAt,
        modified_at: savedAt,
      };
    });
    const ids = rows.map(({ id }) => id);
    await store.writeApp(app.key, async (trx) => {
      const known = await trx
        .selectFrom("searches")
        .select("id")
        .where("app", "=", app.key)
        .where("id", "in", ids)
        .execute();
      const twice = known[0]?.id ?? firstRepeated(ids);
      if (twice !== undefined) throw invalidRequest(`A saved search has the id "${twice}" already: choose another.`);
      await trx.insertInto("searches").values(rows).execute();
    });
    return { hits: [], searches: rows.map((row) => messageOf(row, app)) };
  },
};

/** Tasks that were made from it keep their inputs. */
const remove: AppRoute = {
  call: "DeleteSearch",
  method: "DELETE",
  path: "/searches/{id}",
  scope: "app",
  access: "owner",
  request: "DeleteSearchRequest",
  run: async ({ store }, { message, app }) => {
    const id = String(message["id"]);
    await store.writeApp(app.key, async (trx) => {
      const { numDeletedRows } = await trx
        .deleteFrom("searches")
        .where("app", "=", app.key)
        .where("id", "=", id)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw notFound(`No saved search has the id "${id}".`);
    });
    return {};
  },
};

export const searchRoutes = [list, get, post, remove];
