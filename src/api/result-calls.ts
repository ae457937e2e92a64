import * as z from "zod";
import type { GivenLabel } from "../domain/follow/result.ts";
import type { AppClient } from "./app-client.ts";
import { listPages } from "./pages.ts";
import { WireLabel } from "./work-wire.ts";

/** A million labels and more: whoever reads stops before, by what they can hold. */
const MAX_PAGES = 10_000;
/** ANNOTATION_SUCCESS (status_code.proto), by number and by name. */
const APPROVED = ["24150", "ANNOTATION_SUCCESS"];

const Standing = z
  .object({
    status: z.object({ code: z.union([z.number(), z.string()]).nullish() }).nullish(),
    consensus_info: z.object({ kept: z.boolean().nullish() }).nullish(),
    created_at: z.string().nullish(),
  })
  .transform(({ status, consensus_info, created_at }) => ({
    isApproved: APPROVED.includes(String(status?.code)),
    isKept: consensus_info?.kept === true,
    ...(created_at && { at: created_at }),
  }));
const Answer = z.object({
  annotations: z
    .array(z.intersection(WireLabel, Standing))
    .nullish()
    .transform((value) => value ?? []),
});

/** What was said in a task and how it was decided, seen as the owner of the app. */
export const createResultCalls = (app: AppClient) => ({
  /** ListAnnotations of a task, page by page. Each page may take a background call's time. Rejects with `TasksApiError`. */
  listGivenLabels: (taskId: string): AsyncGenerator<readonly GivenLabel[], void, undefined> =>
    listPages(
      (page, perPage) =>
        app
          .send(
            {
              name: "ListAnnotations",
              method: "GET",
              path: ["annotations"],
              query: { task_id: taskId, page, per_page: perPage },
              answer: Answer,
              repeat: "always",
            },
            "background",
          )
          .then(({ annotations }) => annotations),
      MAX_PAGES,
    ),
});
