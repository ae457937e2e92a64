import { expect, test } from "@jest/globals";
import type { webApi } from "@slack/bolt";
import { createFormUpdates } from "../../../../src/handlers/shared/form-updates.ts";
import { buildWords } from "../../../../src/views/status-view.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const SEEN = { id: "V1", hash: "h0", blocks: [] };
const VIEW = buildWords({ title: "Create task", text: "A preview" });

test("what a field asked for is shown although another field was typed into meanwhile", async () => {
  const shown: unknown[] = [];
  const update = async ({ view }: { view: unknown }) => {
    shown.push(view);
    return { ok: true, view: { hash: `h${shown.length}` } };
  };
  const client = { views: { update } } as unknown as webApi.WebClient;
  const updates = createFormUpdates({ log: createRecordingLog() });
  let type = (): void => undefined;
  const typed = new Promise<void>((resolve) => {
    type = resolve;
  });
  const later: (readonly string[])[] = [];

  const chosen = updates.schedule(
    client,
    SEEN,
    async ({ show }) => {
      await typed;
      await show(VIEW);
    },
    ["workers"],
  );
  await updates.schedule(
    client,
    SEEN,
    async ({ show, touched }) => {
      later.push(touched);
      if (touched.includes("workers")) await show(VIEW);
    },
    ["name"],
  );
  type();
  await chosen;

  expect(later).toEqual([["workers", "name"]]);
  expect(shown).toEqual([VIEW]);
});
