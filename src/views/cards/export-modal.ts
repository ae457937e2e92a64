import type { ModalView } from "@slack/types";
import type { ExportFormat } from "../../domain/follow/write-results.ts";
import type { Task } from "../../domain/task.ts";
import { button, input, option, plain } from "../blocks.ts";
import { parseObject, type ViewState } from "../form-state.ts";
import { LIMITS } from "../limits.ts";

export const EXPORT = { start: "export.start", view: "export", format: "export:format" } as const;

/** What is to be exported. `hasShapes`: boxes or polygons. */
export type ExportedTask = { readonly task: string; readonly hasShapes: boolean };

const WORDS: Record<ExportFormat, string> = {
  csv: "CSV (a table)",
  jsonl: "JSON lines",
  coco: "COCO (boxes and polygons in pixels)",
};
const FORMATS: readonly ExportFormat[] = ["csv", "jsonl", "coco"];

export function exportButton({ id, type }: Pick<Task, "id" | "type">) {
  const exported: ExportedTask = { task: id, hasShapes: type !== "CONCEPTS_CLASSIFICATION" };
  return button(EXPORT.start, "Export", { value: JSON.stringify(exported) });
}

/** Asks in which form the results of a task are wanted. */
export function buildExportModal({ task, hasShapes }: ExportedTask): ModalView {
  const formats = FORMATS.filter((format) => format !== "coco" || hasShapes);
  const options = formats.map((format) => option(format, WORDS[format]));
  const [first] = options;
  return {
    type: "modal",
    callback_id: EXPORT.view,
    private_metadata: JSON.stringify({ task }),
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

/** Buttons of earlier versions carry the task's id alone. */
export function readExportButton(value: string): ExportedTask {
  const { task, hasShapes } = parseObject(value) ?? {};
  return typeof task === "string" ? { task, hasShapes: hasShapes === true } : { task: value, hasShapes: true };
}

export function readExportFormat(state: ViewState): ExportFormat {
  const chosen = state[EXPORT.format]?.[EXPORT.format]?.selected_option?.value;
  return FORMATS.find((format) => format === chosen) ?? "csv";
}

export function readExportTask(metadata: string): string | undefined {
  const task = parseObject(metadata)?.["task"];
  return typeof task === "string" ? task : undefined;
}
