import type { ModalView } from "@slack/types";
import type { ExportFormat } from "../../domain/follow/write-results.ts";
import { input, option, plain } from "../blocks.ts";
import { parseObject, type ViewState } from "../form-state.ts";
import { LIMITS } from "../limits.ts";

export const EXPORT = { start: "export.start", view: "export", format: "export:format" } as const;

const WORDS: Record<ExportFormat, string> = { csv: "CSV (a table)", jsonl: "JSON lines" };

/** Asks in which form the results of a task are wanted. */
export function buildExportModal(taskId: string): ModalView {
  const options = Object.entries(WORDS).map(([value, words]) => option(value, words));
  const [first] = options;
  return {
    type: "modal",
    callback_id: EXPORT.view,
    private_metadata: JSON.stringify({ task: taskId }),
    title: plain("Export results", LIMITS.viewTitle),
    submit: plain("Export", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks: [
      input(
        "Format",
        { type: "radio_buttons", action_id: EXPORT.format, options, ...(first && { initial_option: first }) },
        {
          hint: "The approved label of each input, with who gave it, comes as a file into your messages with Labeldesk.",
        },
      ),
    ],
  };
}

export const readExportFormat = (state: ViewState): ExportFormat =>
  state[EXPORT.format]?.[EXPORT.format]?.selected_option?.value === "jsonl" ? "jsonl" : "csv";

export function readExportTask(metadata: string): string | undefined {
  const task = parseObject(metadata)?.["task"];
  return typeof task === "string" ? task : undefined;
}
