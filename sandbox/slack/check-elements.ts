import { isObject, type Json, toList, toObjects, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";
import type { Problems } from "./problems.ts";

/** Checks one element (a button, a select, a text field …) of a block that takes the types `allowed`. */
export function checkElement(element: unknown, allowed: readonly string[], at: string, problems: Problems): void {
  if (!isObject(element)) {
    problems.add("must be an object", at);
    return;
  }
  const type = toText(element["type"]);
  if (!allowed.includes(type)) {
    problems.add(`unsupported type: ${type}`, `${at}/type`);
    return;
  }
  if (element["action_id"] !== undefined)
    problems.length(element["action_id"], { min: 1, max: LIMITS.id }, `${at}/action_id`);
  if (element["placeholder"] !== undefined)
    problems.text(element["placeholder"], "plain_text", { max: LIMITS.placeholder }, `${at}/placeholder`);
  if (element["confirm"] !== undefined) checkConfirm(element["confirm"], `${at}/confirm`, problems);
  const kind = type.replace(/^multi_/, "");
  CHECKS[kind]?.(element, at, problems);
}

function checkConfirm(confirm: unknown, at: string, problems: Problems): void {
  const dialog = isObject(confirm) ? confirm : {};
  problems.text(dialog["title"], "plain_text", { max: LIMITS.confirm.title }, `${at}/title`);
  problems.text(dialog["text"], "any", { max: LIMITS.confirm.text }, `${at}/text`);
  problems.text(dialog["confirm"], "plain_text", { max: LIMITS.confirm.confirm }, `${at}/confirm`);
  problems.text(dialog["deny"], "plain_text", { max: LIMITS.confirm.deny }, `${at}/deny`);
}

function checkOptions(options: unknown, text: "plain_text" | "any", max: number, at: string, problems: Problems): void {
  problems.count(options, { min: 1, max }, at);
  for (const [index, option] of toList(options).entries()) checkOption(option, text, `${at}/${index}`, problems);
}

function checkOption(option: unknown, text: "plain_text" | "any", at: string, problems: Problems): void {
  const object = isObject(option) ? option : {};
  problems.text(object["text"], text, { max: LIMITS.option.text }, `${at}/text`);
  problems.length(object["value"], { min: 1, max: LIMITS.option.value }, `${at}/value`);
  if (object["description"] !== undefined)
    problems.text(object["description"], text, { max: LIMITS.option.description }, `${at}/description`);
}

/** Initial options have to be among the options, word for word: Slack compares whole objects. */
function checkInitial(element: Json, options: readonly unknown[], at: string, problems: Problems): void {
  const known = new Set(options.map((option) => optionKey(option)));
  const initial =
    element["initial_option"] === undefined ? toList(element["initial_options"]) : [element["initial_option"]];
  for (const option of initial)
    if (!known.has(optionKey(option))) problems.add("initial option is not among the options", at);
  if (element["initial_options"] !== undefined) problems.count(initial, { min: 1 }, `${at}/initial_options`);
}

function optionKey(option: unknown): string {
  const object = isObject(option) ? option : {};
  const words = (value: unknown) => (isObject(value) ? toText(value["text"]) : "");
  return JSON.stringify([toText(object["value"]), words(object["text"]), words(object["description"])]);
}

function checkTextInput(element: Json, at: string, problems: Problems): void {
  const most = LIMITS.plainTextInput.maxLength;
  const max = element["max_length"] ?? most;
  const min = element["min_length"] ?? 0;
  if (typeof max !== "number" || max < 1 || max > most)
    problems.add(`must be between 1 and ${most}`, `${at}/max_length`);
  if (typeof min !== "number" || min < 0 || min > most)
    problems.add(`must be between 0 and ${most}`, `${at}/min_length`);
  if (element["initial_value"] !== undefined)
    problems.length(element["initial_value"], { max: typeof max === "number" ? max : most }, `${at}/initial_value`);
}

/** Interactive elements need no action_id (Slack makes one), but a dispatching one that nobody can name is a mistake of ours. */
const CHECKS: Readonly<Record<string, (element: Json, at: string, problems: Problems) => void>> = {
  plain_text(element, at, problems) {
    problems.text(element, "any", { max: LIMITS.section.text }, at);
  },
  mrkdwn(element, at, problems) {
    problems.text(element, "any", { max: LIMITS.section.text }, at);
  },
  image(element, at, problems) {
    problems.length(element["alt_text"], { min: 1, max: LIMITS.image.altText }, `${at}/alt_text`);
    const file = element["slack_file"];
    if (file !== undefined && element["image_url"] !== undefined)
      problems.add("must have one of image_url and slack_file", at);
    if (file !== undefined && (!isObject(file) || toText(file["id"]) === ""))
      problems.add("must be a file with its id", `${at}/slack_file`);
    if (file === undefined) problems.length(element["image_url"], { min: 1, max: LIMITS.image.url }, `${at}/image_url`);
  },
  button(element, at, problems) {
    problems.text(element["text"], "plain_text", { max: LIMITS.button.text }, `${at}/text`);
    if (element["value"] !== undefined)
      problems.length(element["value"], { min: 1, max: LIMITS.button.value }, `${at}/value`);
    if (element["url"] !== undefined) problems.length(element["url"], { min: 1, max: LIMITS.button.url }, `${at}/url`);
    if (element["accessibility_label"] !== undefined)
      problems.length(
        element["accessibility_label"],
        { max: LIMITS.button.accessibilityLabel },
        `${at}/accessibility_label`,
      );
    const style = element["style"];
    if (style !== undefined && style !== "primary" && style !== "danger")
      problems.add("must be primary or danger", `${at}/style`);
  },
  overflow(element, at, problems) {
    checkOptions(element["options"], "plain_text", LIMITS.overflow.options, `${at}/options`, problems);
  },
  checkboxes(element, at, problems) {
    checkOptions(element["options"], "any", LIMITS.choices.options, `${at}/options`, problems);
    checkInitial(element, toList(element["options"]), at, problems);
  },
  radio_buttons(element, at, problems) {
    checkOptions(element["options"], "any", LIMITS.choices.options, `${at}/options`, problems);
    checkInitial(element, toList(element["options"]), at, problems);
  },
  static_select(element, at, problems) {
    if (element["option_groups"] === undefined) {
      checkOptions(element["options"], "plain_text", LIMITS.select.options, `${at}/options`, problems);
      checkInitial(element, toList(element["options"]), at, problems);
      return;
    }
    const groups = toObjects(element["option_groups"]);
    checkGroups(element["option_groups"], `${at}/option_groups`, problems);
    checkInitial(
      element,
      groups.flatMap((group) => toList(group["options"])),
      at,
      problems,
    );
  },
  external_select(element, at, problems) {
    const initial =
      element["initial_option"] === undefined ? toList(element["initial_options"]) : [element["initial_option"]];
    for (const option of initial) checkOption(option, "plain_text", `${at}/initial_option`, problems);
    if (element["initial_options"] !== undefined) problems.count(initial, { min: 1 }, `${at}/initial_options`);
  },
  users_select(element, at, problems) {
    if (element["initial_users"] !== undefined)
      problems.count(element["initial_users"], { min: 1 }, `${at}/initial_users`);
    if (element["initial_user"] !== undefined)
      problems.length(element["initial_user"], { min: 1 }, `${at}/initial_user`);
  },
  plain_text_input: checkTextInput,
  email_text_input: checkTextInput,
  url_text_input: checkTextInput,
  number_input(element, at, problems) {
    if (typeof element["is_decimal_allowed"] !== "boolean")
      problems.add("missing required field: is_decimal_allowed", at);
    for (const field of ["min_value", "max_value", "initial_value"] as const) {
      const value = element[field];
      if (value === undefined) continue;
      if (typeof value !== "string" || value.trim() === "" || !Number.isFinite(Number(value)))
        problems.add("must be a number written as a string", `${at}/${field}`);
    }
    const [min, max, initial] = ["min_value", "max_value", "initial_value"].map((field) =>
      Number(element[field] ?? NaN),
    );
    if (min !== undefined && initial !== undefined && initial < min)
      problems.add("must not be below min_value", `${at}/initial_value`);
    if (max !== undefined && initial !== undefined && initial > max)
      problems.add("must not be above max_value", `${at}/initial_value`);
    // Slack says nothing of it where it describes the field: the stricter reading.
    const isDecimal = initial !== undefined && Number.isFinite(initial) && !Number.isInteger(initial);
    if (element["is_decimal_allowed"] === false && isDecimal)
      problems.add("must be a whole number", `${at}/initial_value`);
  },
};

/** Option groups, in a select or in the answer to a suggestion. */
export function checkGroups(groups: unknown, at: string, problems: Problems): void {
  problems.count(groups, { min: 1, max: LIMITS.select.groups }, at);
  for (const [index, group] of toList(groups).entries()) {
    const object = isObject(group) ? group : {};
    problems.text(object["label"], "plain_text", { max: LIMITS.optionGroup.label }, `${at}/${index}/label`);
    checkOptions(object["options"], "plain_text", LIMITS.select.options, `${at}/${index}/options`, problems);
  }
}

/** Options of an answer to a suggestion: an empty list is a good answer there. */
export function checkSuggestedOptions(options: unknown, problems: Problems): void {
  if (toList(options).length > 0) checkOptions(options, "plain_text", LIMITS.select.options, "/options", problems);
}
