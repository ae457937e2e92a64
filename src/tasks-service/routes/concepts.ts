import { z } from "zod";
import { invalidRequest, notFound } from "../api-error.ts";
import { readPage } from "../http/page.ts";
import type { App, AppRoute } from "../http/route.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { ConceptRow } from "../schema.ts";
import type { Reader } from "../store.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { holds } from "../tables/holds.ts";
import { parseBody } from "../tables/parse-body.ts";

const Post = z.object({
  concepts: z.array(z.looseObject({ id: z.string().default(""), name: z.string().default("") })).default([]),
});
const Search = z.object({
  concept_query: z.object({ name: z.string().default("") }).prefault({}),
  pagination: z.object({ page: z.number().default(0), per_page: z.number().default(0) }).prefault({}),
});

const messageOf = (row: ConceptRow, app: App): JsonObject => ({
  value: 1,
  ...parseBody(row.body),
  id: row.id,
  name: row.name,
  created_at: row.created_at,
  app_id: app.id,
  user_id: app.ownerId,
});

const list: AppRoute = {
  call: "ListConcepts",
  method: "GET",
  path: "/concepts",
  scope: "app",
  access: "member",
  request: "ListConceptsRequest",
  run: async ({ store }, { message, app }) => {
    const text = typeof message["id"] === "string" ? message["id"] : "";
    const { limit, offset } = readPage(message);
    return { concepts: await findConcepts(store.db, app, { text, limit, offset }) };
  },
};

const search: AppRoute = {
  call: "PostConceptsSearches",
  method: "POST",
  path: "/concepts/searches",
  scope: "app",
  access: "member",
  request: "PostConceptsSearchesRequest",
  run: async ({ store }, { message, app }) => {
    const { concept_query, pagination } = Search.parse(message);
    return { concepts: await findConcepts(store.db, app, { text: concept_query.name, ...readPage(pagination) }) };
  },
};

const get: AppRoute = {
  call: "GetConcept",
  method: "GET",
  path: "/concepts/{concept_id}",
  scope: "app",
  access: "member",
  request: "GetConceptRequest",
  run: async ({ store }, { message, app }) => {
    const id = String(message["concept_id"]);
    const row = await store.db
      .selectFrom("concepts")
      .selectAll()
      .where("app", "=", app.key)
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw notFound(`No concept has the id "${id}".`);
    return { concept: messageOf(row, app) };
  },
};

/** A concept that exists already is answered as it is: repeating the call changes nothing. */
const post: AppRoute = {
  call: "PostConcepts",
  method: "POST",
  path: "/concepts",
  scope: "app",
  access: "owner",
  request: "PostConceptsRequest",
  run: async ({ store, now }, { message, app }) => {
    const { concepts } = Post.parse(message);
    if (concepts.length === 0) throw invalidRequest('"concepts" is empty: name at least one.');
    if (concepts.some(({ id }) => id.trim() === "")) throw invalidRequest("Every concept needs an id.");
    const createdAt = now().toISOString();
    const rows = concepts.map(({ id, name, ...body }) => toRow(app, id, name === "" ? id : name, body, createdAt));
    const stored = await store.writeApp(app.key, async (trx) => {
      for (const chunk of chunksOf(rows)) {
        await trx
          .insertInto("concepts")
          .values([...chunk])
          .onConflict((conflict) => conflict.columns(["app", "id"]).doNothing())
          .execute();
      }
      return findById(
        trx,
        app,
        rows.map(({ id }) => id),
      );
    });
    return { concepts: rows.map((row) => messageOf(stored.get(row.id) ?? row, app)) };
  },
};

function toRow(app: App, id: string, name: string, body: Record<string, unknown>, createdAt: string): ConceptRow {
  const { created_at, app_id, user_id, value, ...kept } = body;
  return {
    app: app.key,
    id,
    name,
    search_text: `${name}\n${id}`.toLowerCase(),
    body: JSON.stringify(kept),
    created_at: createdAt,
  };
}

async function findById(db: Reader, app: App, ids: readonly string[]): Promise<Map<string, ConceptRow>> {
  const found = new Map<string, ConceptRow>();
  for (const chunk of chunksOf(ids)) {
    const rows = await db
      .selectFrom("concepts")
      .selectAll()
      .where("app", "=", app.key)
      .where("id", "in", chunk)
      .execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Concepts whose id or name holds the text, whatever its case; in the order of their names. */
async function findConcepts(
  db: Reader,
  app: App,
  { text, limit, offset }: { text: string; limit: number; offset: number },
): Promise<JsonObject[]> {
  const rows = await db
    .selectFrom("concepts")
    .selectAll()
    .where("app", "=", app.key)
    .$if(text !== "", (query) => query.where(holds("search_text", text)))
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map((row) => messageOf(row, app));
}

export const conceptRoutes = [list, search, get, post];
