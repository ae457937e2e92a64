import { setImmediate } from "node:timers/promises";
import * as z from "zod";
import { readPage, refuseLargePage } from "../http/page.ts";
import type { AppRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import { isSet } from "../protocol/fields.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { compileAnnotationQuery } from "../rules/searches/annotation-query.ts";
import { compileQuery } from "../rules/searches/search-query.ts";
import { annotationMessage, type NamedAnnotation, storedData } from "../tables/annotations.ts";
import type { AppCall } from "../tables/call.ts";
import { nextVisible } from "../tables/find-visible.ts";
import { inputMessages } from "../tables/inputs.ts";
import type { InputRow } from "../tables/schema.ts";
import { factsOf } from "../tables/search-facts.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { loadSearch, readSearches, type SentSearch, saveSearches, searchMessage } from "./search-messages.ts";

/** Looked at in one go, some 10 ms (inputs with ten labels each); others are served in between. */
const LOOKS_AT_ONCE = 100;
/** A request looks at so many inputs or annotations in the end, some seconds; what is larger is a task's saved search to find. */
const MAX_LOOKS = 50_000;

/** Each is looked for alone. */
const MAX_COUNTED = 10;

const Request = z.object({
  pagination: z.object({ page: z.number().default(0), per_page: z.number().default(0) }).prefault({}),
  only_count: z.boolean().default(false),
});

/** Something that is looked at: its key, and itself as a hit when it matches. */
type Candidate<T> = { readonly key: number; readonly found?: T };

/** The next candidates after a key, in the order of their making. */
type Look<T> = (after: number, limit: number) => Promise<readonly Candidate<T>[]>;

/** What matches, from an offset on; without a page, only how much does. */
async function findMatches<T extends { readonly body: string }>(
  look: Look<T>,
  page: { readonly limit: number; readonly offset: number } | undefined,
): Promise<{ hits: T[]; total: number }> {
  const hits: T[] = [];
  let total = 0;
  for (let after = 0, looked = 0; page === undefined || hits.length < page.limit; looked += LOOKS_AT_ONCE) {
    if (looked >= MAX_LOOKS) {
      throw invalidRequest(
        `A search looks at ${MAX_LOOKS.toLocaleString("en")} inputs or annotations and no further: save it, and make a task from it.`,
      );
    }
    const candidates = await look(after, LOOKS_AT_ONCE);
    for (const { found } of candidates) {
      if (found === undefined) continue;
      if (page !== undefined && total >= page.offset && hits.length < page.limit) hits.push(found);
      total += 1;
    }
    refuseLargePage(hits.map(({ body }) => ({ bytes: body.length })));
    const last = candidates.at(-1);
    if (last === undefined || candidates.length < LOOKS_AT_ONCE) break;
    after = last.key;
    await setImmediate();
  }
  return { hits, total };
}

const inputs: AppRoute = {
  call: "PostInputsSearches",
  method: "POST",
  path: "/inputs/searches",
  scope: "app",
  access: "member",
  request: "PostInputsSearchesRequest",
  run: (service, call) =>
    runSearches(service, call, {
      look: (query) => lookAtInputs(service.store.db, call, query),
      toHits: async (rows: readonly InputRow[]) =>
        (await inputMessages(service.store.db, rows)).map((input) => ({ input })),
    }),
};

function lookAtInputs(db: Reader, call: AppCall, query: JsonObject): Look<InputRow> {
  const compiled = compileQuery(query);
  if ("problem" in compiled) throw invalidRequest(compiled.problem);
  return async (after, limit) => {
    const rows = await db
      .selectFrom("inputs")
      .selectAll()
      .where("app", "=", call.app.key)
      .where("key", ">", after)
      .orderBy("key")
      .limit(limit)
      .execute();
    const facts = await factsOf(db, rows, call);
    return rows.map((row, index) => {
      const known = facts[index]?.facts;
      return { key: row.key, ...(known !== undefined && compiled.matches(known) && { found: row }) };
    });
  };
}

const annotations: AppRoute = {
  call: "PostAnnotationsSearches",
  method: "POST",
  path: "/annotations/searches",
  scope: "app",
  access: "member",
  request: "PostAnnotationsSearchesRequest",
  run: (service, call) =>
    runSearches(service, call, {
      look: (query) => lookAtAnnotations(service.store.db, call, query),
      toHits: async (rows: readonly NamedAnnotation[]) => {
        const found = await inputsOf(service.store.db, rows);
        refuseLargePage(found.map(({ body }) => ({ bytes: body.length })));
        const inputs = await inputMessages(service.store.db, found);
        const byId = new Map(inputs.map((input) => [input["id"], input]));
        return rows.map((row) => ({ input: byId.get(row.input_id) ?? {}, annotation: annotationMessage(row) }));
      },
    }),
};

function lookAtAnnotations(db: Reader, call: AppCall, query: JsonObject): Look<NamedAnnotation> {
  const compiled = compileAnnotationQuery(query);
  if ("problem" in compiled) throw invalidRequest(compiled.problem);
  return async (after, limit) => {
    const rows = await nextVisible(db, call, after, limit);
    const known = await factsOf(db, await inputsOf(db, rows), compiled.readsLabelsOfInput ? call : "without labels");
    const inputs = new Map(known.map(({ key, facts }) => [key, facts]));
    return rows.map((row) => {
      const input = inputs.get(row.input);
      const { key, id, user_id: userId, status } = row;
      const modifiedAt = Date.parse(row.modified_at);
      const own = { data: storedData(row), info: parseBody(row.info), taskId: row.task_id ?? "", modifiedAt };
      const isFound = input !== undefined && compiled.matches({ id, userId, status, ...own, input });
      return { key, ...(isFound && { found: row }) };
    });
  };
}

async function inputsOf(db: Reader, rows: readonly NamedAnnotation[]): Promise<InputRow[]> {
  const keys = [...new Set(rows.map(({ input }) => input))];
  if (keys.length === 0) return [];
  return db.selectFrom("inputs").selectAll().where("key", "in", keys).orderBy("key").execute();
}

/** Saves the searches that are to be saved, and runs the one that is not; or counts what each of these finds. */
async function runSearches<T extends { readonly body: string }>(
  service: Service,
  call: AppCall,
  kind: { look(query: JsonObject): Look<T>; toHits(rows: readonly T[]): Promise<JsonObject[]> },
): Promise<JsonObject> {
  const { pagination, only_count } = Request.parse(call.message);
  const page = readPage(pagination);
  const searches = readSearches(call);
  const toRun = searches.filter(({ save }) => !save);
  if (toRun.length > (only_count ? MAX_COUNTED : 1)) {
    throw invalidRequest(
      `Run one search at a time, or set "only_count" to count what each of up to ${MAX_COUNTED} finds.`,
    );
  }
  // How much a search goes through is known once it has.
  if (toRun.length > 0) service.weigh(Number.POSITIVE_INFINITY);
  const looks: Look<T>[] = [];
  for (const search of toRun) looks.push(kind.look(await queryOf(service.store.db, call, search)));
  const toSave = searches.filter(({ save }) => save);
  const saved = (await saveSearches(service, call, toSave)).map((row) => searchMessage(row, call.app));
  const answer = {
    id: service.newId(),
    searches: searches.map(({ save, message }) => (save ? (saved.shift() ?? {}) : message)),
  };
  if (only_count) {
    const hit_counts: JsonObject[] = [];
    for (const look of looks) hit_counts.push({ estimated_total: (await findMatches(look, undefined)).total });
    return { ...answer, hits: [], hit_counts };
  }
  const [look] = looks;
  const hits = look === undefined ? [] : await kind.toHits((await findMatches(look, page)).hits);
  return { ...answer, hits: hits.map((hit) => ({ score: 1, ...hit, user_id: call.app.ownerId, app_id: call.app.id })) };
}

/** A search that names a saved one, and asks nothing itself, is that one. */
async function queryOf(db: Reader, { app }: AppCall, { id, query }: SentSearch): Promise<JsonObject> {
  if (id === "" || isSet(query)) return query;
  const saved = parseBody((await loadSearch(db, app, id)).body)["query"];
  return isObject(saved) ? saved : {};
}

export const searchRunRoutes = [inputs, annotations];
