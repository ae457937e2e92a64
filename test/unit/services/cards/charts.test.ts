import { expect, test } from "@jest/globals";
import { createCharts } from "../../../../src/services/cards/charts.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const BLOCKS = [{ type: "section" }, { type: "data_visualization" }];

test("a workspace that takes no charts gets the rest, and no charts after; others still get theirs", async () => {
  const charts = createCharts({ log: createRecordingLog() });
  const sent: string[] = [];
  const send = (team: string) =>
    charts.send(
      team,
      BLOCKS,
      async (blocks) => {
        sent.push(`${team} ${blocks.length}`);
        if (team === "T1" && blocks.length === 2) throw new Error("invalid_blocks");
      },
      () => true,
    );

  await send("T1");
  await send("T1");
  await send("T2");

  expect(sent).toEqual(["T1 2", "T1 1", "T1 1", "T2 2"]);
});
