import * as z from "zod";
import { readPage } from "../http/page.ts";
import { readItems, readPatchAction, readPatchIds } from "../http/read-items.ts";
import { refuseChanged, refuseOtherApp, refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { type ApiError, invalidRequest, notFound } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { patchMessage } from "../rules/patch-message.ts";
import type { App } from "../tables/call.ts";
import { holds } from "../tables/holds.ts";
import type { ConceptRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf, parseBody } from "../tables/store.ts";

const Named = z.object({ id: z.string().default(""), name: z.string().default(""), value: z.number().default(1) });
const Search = z.object({
  concept_query: z.looseObject({ name: z.string().default("") }).prefault({}),
  pagination: z.object({ page: z.number().default(0), per_page: z.number().default(0) }).prefault({}),
});

/** What a client says of a concept; `name` stands beside them in its row. */
const KEPT = ["definition", "language", "vocab_id", "visibility", "keypoint_info", "metadata", "image"];

const messageOf = (row: ConceptRow, app: App): JsonObject => ({
  value: 1,
  ...parseBody(row.body),
  id: row.id,
  name: row.name,
  created_at: row.created_at,
  app_id: app.id,
  user_id: app.ownerId,
});

const conceptMissing = (id: string): ApiError => notFound(`No concept has the id "${id}".`);

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

const NO_MODELS = "cannot be searched for here: there are no models and workflows, only concepts of the app.";

const search: AppRoute = {
  call: "PostConceptsSearches",
  method: "POST",
  path: "/concepts/searches",
  scope: "app",
  access: "member",
  request: "PostConceptsSearchesRequest",
  run: async ({ store }, { message, app }) => {
    refuseUnkept(message, ["user_app_id", "concept_query", "pagination"], { reason: NO_MODELS });
    const { concept_query, pagination } = Search.parse(message);
    const named = isObject(message["concept_query"]) ? message["concept_query"] : {};
    refuseUnkept(named, ["name"], {
      where: "concept_query.",
      reason: NO_MODELS,
      reasons: { language: "cannot be set: concepts have no translations here." },
    });
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
    if (row === undefined) throw conceptMissing(id);
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
    const createdAt = now().toISOString();
    const rows = readItems(message, "concepts").map((item, index) => {
      refuseMisfits(item, app, `concepts[${index}].`);
      const { id, name } = Named.parse(item);
      if (id.trim() === "") throw invalidRequest("Every concept needs an id.");
      return toRow(app, id, name === "" ? id : name, item, createdAt);
    });
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

function toRow(app: App, id: string, name: string, item: JsonObject, createdAt: string): ConceptRow {
  return {
    app: app.key,
    id,
    name,
    search_text: searchText(id, name),
    body: JSON.stringify(Object.fromEntries(Object.entries(item).filter(([field]) => KEPT.includes(field)))),
    created_at: createdAt,
  };
}

const searchText = (id: string, name: string): string => `${name}\n${id}`.toLowerCase();

/** Throws where a concept says what a concept of this app cannot be. */
function refuseMisfits(item: JsonObject, app: App, where: string): void {
  refuseUnkept(item, [...KEPT, "id", "name", "value", "app_id", "user_id"], {
    where,
    reasons: { created_at: "is written by the service: leave it out." },
  });
  refuseOtherApp(item, app, where);
  refuseValue(item, where);
}

function refuseValue(item: JsonObject, where: string): void {
  if (Named.parse(item).value === 1) return;
  throw invalidRequest(`"${where}value" says whether a concept is there, which is for a label to say.`);
}

/** Changes concepts, all or none: what is sent is replaced. */
const patch: AppRoute = {
  call: "PatchConcepts",
  method: "PATCH",
  path: "/concepts",
  scope: "app",
  access: "owner",
  request: "PatchConceptsRequest",
  run: async ({ store }, { message, app }) => {
    const action = readPatchAction(message, ["overwrite"]);
    const items = readItems(message, "concepts");
    const ids = readPatchIds(items, "concepts");
    const after = await store.writeApp(app.key, async (trx) => {
      const found = await findById(trx, app, ids);
      const changed: ConceptRow[] = [];
      for (const [index, id] of ids.entries()) {
        const row = found.get(id);
        if (row === undefined) throw conceptMissing(id);
        const item = items[index] ?? {};
        refuseValue(item, `concept "${id}": `);
        refuseChanged(item, messageOf(row, app), { patchable: [...KEPT, "id", "name"], where: `concept "${id}": ` });
        const kept = Object.fromEntries(Object.entries(item).filter(([field]) => KEPT.includes(field)));
        const outcome = patchMessage(parseBody(row.body), kept, action);
        if ("problem" in outcome) throw invalidRequest(outcome.problem);
        const { name } = Named.parse(item);
        const next = { ...row, name: name === "" ? row.name : name, body: JSON.stringify(outcome.message) };
        changed.push({ ...next, search_text: searchText(id, next.name) });
      }
      for (const { app: key, id, name, search_text, body } of changed) {
        await trx
          .updateTable("concepts")
          .set({ name, search_text, body })
          .where("app", "=", key)
          .where("id", "=", id)
          .execute();
      }
      return changed;
    });
    return { concepts: after.map((row) => messageOf(row, app)) };
  },
};

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

export const conceptRoutes = [list, search, get, post, patch];
