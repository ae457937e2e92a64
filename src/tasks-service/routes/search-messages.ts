import * as z from "zod";
import { readItems } from "../http/read-items.ts";
import { refuseOtherApp, refuseUnkept } from "../http/refuse-fields.ts";
import type { Service } from "../http/service.ts";
import { forbidden, invalidRequest, notFound } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { firstRepeated } from "../rules/first-repeated.ts";
import { compileQuery } from "../rules/searches/search-query.ts";
import { type App, type AppCall, isOwner } from "../tables/call.ts";
import type { SearchRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";

const KEPT = ["query", "id", "name", "save", "visibility", "application_id"];
const RANKED = "cannot be set: this service ranks nothing, it finds what matches.";
const UNKEPT = {
  algorithm: RANKED,
  metric: RANKED,
  min_value: RANKED,
  as_of: "cannot be set: searches see what is there now.",
};

const Sent = z.object({ id: z.string().default(""), name: z.string().default(""), save: z.boolean().default(false) });

export type SentSearch = z.infer<typeof Sent> & { readonly query: JsonObject; readonly message: JsonObject };

/** The searches that a request sends; throws where one asks for what is not kept. */
export function readSearches({ message, app }: AppCall): SentSearch[] {
  return readItems(message, "searches").map((search, index) => {
    const where = `searches[${index}].`;
    refuseUnkept(search, KEPT, { where, reasons: UNKEPT });
    refuseOtherApp(search, app, where);
    const query = isObject(search["query"]) ? search["query"] : {};
    return { ...Sent.parse(search), query, message: search };
  });
}

export const searchMessage = (row: SearchRow, app: App): JsonObject => ({
  ...parseBody(row.body),
  id: row.id,
  name: row.name,
  application_id: app.id,
  created_at: row.created_at,
  modified_at: row.modified_at,
});

export async function loadSearch(db: Reader, app: App, id: string): Promise<SearchRow> {
  const row = await db
    .selectFrom("searches")
    .selectAll()
    .where("app", "=", app.key)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw notFound(`No saved search has the id "${id}".`);
  return row;
}

/** Saves searches, all or none. Tasks take inputs from them: what is saved is a search for inputs, and the owner's to save. */
export async function saveSearches(
  { store, now, newId }: Service,
  call: AppCall,
  searches: readonly SentSearch[],
): Promise<SearchRow[]> {
  if (searches.length === 0) return [];
  const { app } = call;
  if (!isOwner(call)) throw forbidden(`Only the owner of the app, "${app.ownerId}", may save searches.`);
  const savedAt = now().toISOString();
  const rows = searches.map(({ id, name, query, message }): SearchRow => {
    const compiled = compileQuery(query);
    if ("problem" in compiled) throw invalidRequest(compiled.problem);
    const ownId = id === "" ? newId() : id;
    const { visibility } = message;
    const body = JSON.stringify({ ...(visibility !== undefined && { visibility }), query, save: true });
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
  return rows;
}
