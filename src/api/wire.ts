import * as z from "zod";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";

/**
 * The fields of the Tasks API's answers that this app reads, and no others: unknown ones pass. Proto JSON leaves out what stands at
 * its default, and some answers write null for it: both read as the default.
 */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
/** An enum travels by name; a value that a server in between has no name for, as a number. */
const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? "");
const requiredId = z.string().min(1);
const strings = z
  .custom<string[]>(
    (value) => Array.isArray(value) && value.every((item: unknown) => typeof item === "string"),
    "not a list of texts",
  )
  .nullish()
  .transform((value) => value ?? []);
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
/** 64-bit integers travel as strings in proto JSON; some servers write numbers. */
const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .transform((value) => value ?? 0);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

/** Everything in it, whatever the keys: `z.record` leaves "__proto__" out. */
const anyObject = z.custom<JsonObject>(isJsonObject);

const HasId = z.object({ id: text });

/**
 * The ids in a list of objects, of which `pick` finds the one with the id in an item; "" where it has none. By hand: a listing holds
 * hundreds of people three times for each task, and a schema for each of them took ten times as long.
 */
const idsIn = (pick: (item: JsonObject) => JsonValue | undefined) =>
  z
    .unknown()
    .nullish()
    .transform((value, context): string[] => {
      if (value === undefined || value === null) return [];
      if (!Array.isArray(value)) {
        context.addIssue({ code: "custom", message: "not a list" });
        return z.NEVER;
      }
      return value.map((item: unknown, at) => {
        const holder = isJsonObject(item) ? (pick(item) ?? {}) : undefined;
        const id = isJsonObject(holder) ? (holder["id"] ?? "") : undefined;
        if (typeof id === "string") return id;
        context.addIssue({ code: "custom", message: "not an id", path: [at] });
        return "";
      });
    });
const ids = idsIn((item) => item);
const idsOfUsers = idsIn((item) => item["user"]);
const idsOfConcepts = idsIn((item) => item["concept"]);

const WireWorker = z.object({
  strategy: word,
  workers: idsOfUsers,
  users: ids,
  user_ids: strings,
  partitioned_strategy_info: z
    .object({ type: word, workers_per_input: number, weights: anyObject.nullish() })
    .nullish(),
});

const WireReview = z.object({
  strategy: word,
  users: ids,
  user_ids: strings,
  manual_strategy_info: z.object({ sample_percentage: number }).nullish(),
  consensus_strategy_info: z
    .object({
      approval_threshold_labelers: z.number().nullish(),
      approval_threshold: z.number().nullish(),
      approval_threshold_reviewers: number,
    })
    .nullish(),
});

const EstimatedMetrics = z.object({ inputs_percent_estimated: count });

export const WireTask = z.object({
  id: requiredId,
  name: text,
  description: text,
  type: word,
  /** A number in answers; the name is what requests may carry, and costs nothing to read. */
  status: z.object({ code: z.union([z.number(), z.string()]).nullish(), details: text }).nullish(),
  created_at: text,
  modified_at: text,
  user_id: text,
  priority: word,
  sample_ms: number,
  worker: WireWorker.nullish(),
  review: WireReview.nullish(),
  concepts: idsOfConcepts,
  concept_ids: strings,
  input_source: z.object({ type: word, id: text }).nullish(),
  metrics: z
    .object({
      work: EstimatedMetrics.nullish(),
      review: EstimatedMetrics.nullish(),
      input_source: z.object({ inputs_count_estimated: count }).nullish(),
    })
    .nullish(),
});
export type WireTask = z.infer<typeof WireTask>;

export const WireCounts = z.object({
  user_id: text,
  worker: z.object({ user: HasId.nullish() }).nullish(),
  pending: number,
  awaiting_review: number,
  awaiting_consensus_review: number,
  success: number,
  review_denied: number,
});
export type WireCounts = z.infer<typeof WireCounts>;

export const WireUser = z.object({
  id: requiredId,
  primary_email: text,
  first_name: text,
  last_name: text,
  user_detail: z.object({ primary_email: text }).nullish(),
});
export type WireUser = z.infer<typeof WireUser>;

const WireNamed = z.object({ id: requiredId, name: text });
/** A concept, or whatever else has an id and perhaps a name. */
const toNamed = ({ id, name }: z.infer<typeof WireNamed>) => ({ id, name: name === "" ? id : name });

const NamedItem = WireNamed.transform(toNamed);

export const UserAnswer = z.object({ user: WireUser });
export const AppAnswer = z.object({ app: NamedItem });
export const InputCountAnswer = z.object({ counts: z.object({ processed: number }) });
export const TaskCountsAnswer = z.object({ counts: list(WireCounts) });
export const ConceptsAnswer = z.object({
  concepts: list(WireNamed.extend({ app_id: text }).transform((item) => ({ ...toNamed(item), appId: item.app_id }))),
});
export const DatasetsAnswer = z.object({ datasets: list(NamedItem) });
export const SearchesAnswer = z.object({ searches: list(NamedItem) });
/** Only their number is of use. */
export const DatasetInputsAnswer = z.object({ dataset_inputs: list(z.unknown()) });
export const CollaboratorsAnswer = z.object({
  collaborators: list(z.object({ user: WireUser.nullish(), deleted_at: text })),
  app_owner: WireUser.nullish(),
});
/** For answers of which nothing but the status matters. */
export const AnyAnswer = z.unknown();
