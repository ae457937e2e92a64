import { checkElement } from "./check-elements.ts";
import { isObject, type Json, toList, toObjects, toText } from "./json.ts";
import { ELEMENTS_BY_BLOCK, LIMITS, SURFACES_BY_BLOCK, type Surface } from "./limits.ts";
import { Problems } from "./problems.ts";

/** What Slack would object to in a list of blocks, worded and pointed at as Slack does; empty when it would take them. */
export function checkBlocks(blocks: unknown, surface: Surface, pointer: string): readonly string[] {
  const problems = new Problems();
  if (!Array.isArray(blocks)) return [`[ERROR] must be an array [json-pointer:${pointer}]`];
  problems.count(blocks, { max: surface === "message" ? LIMITS.message.blocks : LIMITS.view.blocks }, pointer);
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const at = `${pointer}/${index}`;
    if (!isObject(block)) {
      problems.add("must be an object", at);
      continue;
    }
    checkBlock(block, surface, at, problems);
    const id = toText(block["block_id"]);
    if (id !== "" && seen.has(id)) problems.add(`block_id already exists: ${id}`, `${at}/block_id`);
    seen.add(id);
  }
  checkTotals(toObjects(blocks), pointer, problems);
  return problems.list();
}

function checkTotals(blocks: readonly Json[], pointer: string, problems: Problems): void {
  const ofType = (type: string) => blocks.filter((block) => block["type"] === type);
  problems.count(ofType("table"), { max: LIMITS.table.perMessage }, pointer);
  problems.count(ofType("data_visualization"), { max: LIMITS.dataVisualization.perMessage }, pointer);
  const markdown = ofType("markdown").map((block) => toText(block["text"]));
  problems.length(markdown.join(""), { max: LIMITS.message.markdown }, pointer);
  const focused = blocks.filter((block) => JSON.stringify(block).includes('"focus_on_load":true'));
  if (focused.length > 1) problems.add("only one element may have focus_on_load", pointer);
}

function checkBlock(block: Json, surface: Surface, at: string, problems: Problems): void {
  const type = toText(block["type"]);
  const surfaces = SURFACES_BY_BLOCK[type];
  if (!surfaces?.includes(surface)) {
    problems.add(`unsupported type: ${type}`, `${at}/type`);
    return;
  }
  if (block["block_id"] !== undefined) problems.length(block["block_id"], { max: LIMITS.id }, `${at}/block_id`);
  CHECKS[type]?.(block, at, problems);
}

const CHECKS: Readonly<Record<string, (block: Json, at: string, problems: Problems) => void>> = {
  section(block, at, problems) {
    if (block["text"] === undefined && block["fields"] === undefined)
      problems.add("missing required field: text or fields", at);
    if (block["text"] !== undefined) problems.text(block["text"], "any", { max: LIMITS.section.text }, `${at}/text`);
    if (block["fields"] !== undefined) {
      problems.count(block["fields"], { min: 1, max: LIMITS.section.fields }, `${at}/fields`);
      for (const [index, field] of toList(block["fields"]).entries())
        problems.text(field, "any", { max: LIMITS.section.field }, `${at}/fields/${index}`);
    }
    if (block["accessory"] !== undefined)
      checkElement(block["accessory"], ELEMENTS_BY_BLOCK.section, `${at}/accessory`, problems);
  },
  header(block, at, problems) {
    problems.text(block["text"], "plain_text", { max: LIMITS.header }, `${at}/text`);
  },
  context(block, at, problems) {
    problems.count(block["elements"], { min: 1, max: LIMITS.context.elements }, `${at}/elements`);
    for (const [index, element] of toList(block["elements"]).entries())
      checkElement(element, ELEMENTS_BY_BLOCK.context, `${at}/elements/${index}`, problems);
  },
  actions(block, at, problems) {
    problems.count(block["elements"], { min: 1, max: LIMITS.actions.elements }, `${at}/elements`);
    const seen = new Set<string>();
    for (const [index, element] of toList(block["elements"]).entries()) {
      const pointer = `${at}/elements/${index}`;
      checkElement(element, ELEMENTS_BY_BLOCK.actions, pointer, problems);
      const id = isObject(element) ? toText(element["action_id"]) : "";
      if (id !== "" && seen.has(id)) problems.add(`action_id already exists: ${id}`, `${pointer}/action_id`);
      seen.add(id);
    }
  },
  context_actions(block, at, problems) {
    problems.count(block["elements"], { min: 1, max: LIMITS.contextActions.elements }, `${at}/elements`);
    for (const [index, element] of toList(block["elements"]).entries())
      checkElement(element, ELEMENTS_BY_BLOCK.contextActions, `${at}/elements/${index}`, problems);
  },
  input(block, at, problems) {
    problems.text(block["label"], "plain_text", { max: LIMITS.input.label }, `${at}/label`);
    if (block["hint"] !== undefined)
      problems.text(block["hint"], "plain_text", { max: LIMITS.input.hint }, `${at}/hint`);
    checkElement(block["element"], ELEMENTS_BY_BLOCK.input, `${at}/element`, problems);
  },
  image(block, at, problems) {
    checkElement(block, ["image"], at, problems);
    if (block["title"] !== undefined)
      problems.text(block["title"], "plain_text", { max: LIMITS.image.title }, `${at}/title`);
  },
  video(block, at, problems) {
    problems.length(block["alt_text"], { min: 1, max: LIMITS.video.altText }, `${at}/alt_text`);
    problems.text(block["title"], "plain_text", { max: LIMITS.video.title }, `${at}/title`);
    for (const field of ["video_url", "thumbnail_url"] as const)
      problems.length(block[field], { min: 1, max: LIMITS.image.url }, `${at}/${field}`);
  },
  markdown(block, at, problems) {
    problems.length(block["text"], { min: 1, max: LIMITS.message.markdown }, `${at}/text`);
  },
  rich_text(block, at, problems) {
    problems.count(block["elements"], { min: 1 }, `${at}/elements`);
  },
  table(block, at, problems) {
    problems.count(block["rows"], { min: 1, max: LIMITS.table.rows }, `${at}/rows`);
    for (const [index, row] of toList(block["rows"]).entries())
      problems.count(row, { min: 1, max: LIMITS.table.columns }, `${at}/rows/${index}`);
  },
  data_table(block, at, problems) {
    problems.length(block["caption"], { min: 1 }, `${at}/caption`);
    problems.count(block["rows"], { min: LIMITS.dataTable.rowsMin, max: LIMITS.dataTable.rowsMax }, `${at}/rows`);
    for (const [index, row] of toList(block["rows"]).entries())
      problems.count(row, { min: 1, max: LIMITS.dataTable.columns }, `${at}/rows/${index}`);
  },
  data_visualization(block, at, problems) {
    problems.length(block["title"], { min: 1, max: LIMITS.dataVisualization.title }, `${at}/title`);
    const chart = isObject(block["chart"]) ? block["chart"] : {};
    const parts = chart["type"] === "pie" ? chart["segments"] : chart["series"];
    problems.count(parts, { min: 1, max: LIMITS.dataVisualization.parts }, `${at}/chart`);
  },
  carousel(block, at, problems) {
    problems.count(block["elements"], { min: 1, max: LIMITS.carousel.cards }, `${at}/elements`);
  },
};
