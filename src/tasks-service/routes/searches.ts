import { readPage } from "../http/page.ts";
import { refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { notFound } from "../protocol/api-error.ts";
import { loadSearch, readSearches, saveSearches, searchMessage } from "./search-messages.ts";

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
    return { searches: rows.map((row) => searchMessage(row, app)) };
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
    return { search: searchMessage(await loadSearch(store.db, app, id), app) };
  },
};

/** Saves searches, whatever "save" says: …/inputs/searches runs them. */
const post: AppRoute = {
  call: "PostSearches",
  method: "POST",
  path: "/searches",
  scope: "app",
  access: "owner",
  request: "PostSearchesRequest",
  run: async (service, call) => {
    refuseUnkept(call.message, ["user_app_id", "searches"], {
      reason: 'is not taken here: this saves what "searches" holds; …/inputs/searches runs it.',
    });
    const rows = await saveSearches(service, call, readSearches(call));
    return { hits: [], searches: rows.map((row) => searchMessage(row, call.app)) };
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
