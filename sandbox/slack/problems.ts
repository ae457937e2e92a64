import { isObject, toText } from "./json.ts";

/** Collects objections in the words and with the pointers of Slack's `response_metadata.messages`. */
export class Problems {
  readonly #messages: string[] = [];

  add(problem: string, pointer: string): void {
    this.#messages.push(`[ERROR] ${problem} [json-pointer:${pointer}]`);
  }

  list(): readonly string[] {
    return this.#messages;
  }

  /** A text of so many characters. */
  length(value: unknown, range: { min?: number; max?: number }, pointer: string): void {
    if (typeof value !== "string") {
      this.add("must be a string", pointer);
      return;
    }
    if (value.length < (range.min ?? 0)) this.add(`must be more than ${(range.min ?? 1) - 1} characters`, pointer);
    if (range.max !== undefined && value.length > range.max)
      this.add(`must be less than ${range.max + 1} characters`, pointer);
  }

  /** An array of so many items. */
  count(value: unknown, range: { min?: number; max?: number }, pointer: string): void {
    if (!Array.isArray(value)) {
      this.add("must be an array", pointer);
      return;
    }
    if (value.length < (range.min ?? 0)) this.add(`no fewer than ${range.min} items allowed`, pointer);
    if (range.max !== undefined && value.length > range.max)
      this.add(`no more than ${range.max} items allowed`, pointer);
  }

  /** A text object (composition object) that is not empty. */
  text(value: unknown, kind: "plain_text" | "any", range: { max: number }, pointer: string): void {
    if (!isObject(value)) {
      this.add("must be a text object", pointer);
      return;
    }
    const type = toText(value["type"]);
    if (type !== "plain_text" && (kind === "plain_text" || type !== "mrkdwn"))
      this.add(`unsupported type: ${type}`, `${pointer}/type`);
    if (type === "mrkdwn" && value["emoji"] !== undefined) this.add("invalid additional property: emoji", pointer);
    if (type === "plain_text" && value["verbatim"] !== undefined)
      this.add("invalid additional property: verbatim", pointer);
    this.length(value["text"], { min: 1, max: range.max }, `${pointer}/text`);
  }
}
