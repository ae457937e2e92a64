import * as z from "zod";
import type { Agreement } from "../domain/follow/agreement.ts";
import type { Haste } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { AppClient } from "./app-client.ts";

const number = z.number().nullish();

/** The answer as the local tasks service documents it (docs/tasks-service.md, Agreement). */
const Answer = z
  .object({
    agreement: z.object({
      items: z.number(),
      cohen_kappa: z.array(z.object({ user_ids: z.array(z.string()), value: number })),
      fleiss_kappa: number,
      krippendorff_alpha: number,
      interval: z.tuple([z.number(), z.number()]).nullish(),
      workers: z
        .array(z.object({ user_id: z.string(), items: z.number(), pairs: z.number(), agreement: z.number() }))
        .default([]),
      worst_items: z.array(z.object({ input_id: z.string(), agreement: z.number(), labels: z.number() })),
    }),
  })
  .transform(({ agreement: measured }): Agreement => {
    const { items, fleiss_kappa: kappa, krippendorff_alpha: alpha, interval } = measured;
    return {
      items,
      ...(typeof alpha === "number" && { alpha }),
      ...(interval && { interval: { low: interval[0], high: interval[1] } }),
      ...(typeof kappa === "number" && { kappa }),
      pairs: measured.cohen_kappa.flatMap(({ user_ids, value }) =>
        typeof value === "number" ? [{ accounts: user_ids, kappa: value }] : [],
      ),
      workers: measured.workers.map(({ user_id: account, ...figures }) => ({ account, ...figures })),
      worst: measured.worst_items.map(({ input_id, agreement, labels }) => ({ inputId: input_id, agreement, labels })),
    };
  });

/** How far workers agree: an addition of the local tasks service to the protocol. Rejects with `TasksApiError`. */
export const createAgreementCalls = (app: AppClient) => ({
  /** Undefined where the other side measures none. */
  readAgreement: async (taskId: string, haste: Haste): Promise<Agreement | undefined> => {
    try {
      return await app.send(
        { name: "agreement", method: "GET", path: ["tasks", taskId, "agreement"], answer: Answer, repeat: "always" },
        haste,
      );
    } catch (error) {
      if (error instanceof TasksApiError && error.code === "not_found") return undefined;
      throw error;
    }
  },
});
