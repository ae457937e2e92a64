export type JsonLimits = { readonly depth: number; readonly values: number; readonly fields: number };

const LIMITS: JsonLimits = {
  /** The protocol's own recursion limit. */
  depth: 100,
  /** 128 labels of 600 points each, or a task with 10,000 weighted workers five times. Parsing so many takes some 50 ms and 50 MB. */
  values: 250_000,
  /** Of one object: ten thousand workers have a weight each. With many more it takes long to parse. */
  fields: 20_000,
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/**
 * Looks at JSON as it comes in, before anything is made of it: how deep its brackets are, how many values
 * they hold, and how many fields an object has. A few megabytes
 * of brackets become a gigabyte of objects. Answers the problem, in words, as soon as there is one. What is no JSON is left to the parser.
 */
export function createJsonGauge(limits = LIMITS): (chunk: Uint8Array) => string | undefined {
  /** For each bracket that is open, how many fields it has; a list has none. */
  const open: number[] = [];
  let values = 1;
  let isInText = false;
  /** Whether a text of an earlier chunk ended with a backslash that escapes what comes next. */
  let isEscaped = false;

  /** Goes to the end of the text, or of the chunk; answers where that is. */
  function skipText(chunk: Uint8Array, from: number): number {
    for (let at = from; ; ) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote === -1 ? chunk.length : quote;
      let run = end;
      while (run > at && chunk[run - 1] === BACKSLASH) run -= 1;
      const carried = run === at && isEscaped ? 1 : 0;
      isEscaped = (end - run + carried) % 2 === 1;
      if (quote === -1) return end;
      if (!isEscaped) {
        isInText = false;
        return quote;
      }
      isEscaped = false;
      at = quote + 1;
    }
  }

  return (chunk) => {
    for (let at = isInText ? skipText(chunk, 0) + 1 : 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === QUOTE) {
        isInText = true;
        at = skipText(chunk, at + 1);
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        open.push(byte === OPEN_OBJECT ? 1 : Number.NEGATIVE_INFINITY);
        values += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) open.pop();
      else if (byte === COMMA) {
        values += 1;
        const fields = (open.pop() ?? 0) + 1;
        if (fields > limits.fields) return `An object in the body has more than ${inWords(limits.fields)} fields.`;
        open.push(fields);
      }
      if (open.length > limits.depth) return `The body is nested more than ${limits.depth} levels deep.`;
      if (values > limits.values)
        return `The body has more than ${inWords(limits.values)} values: send fewer items at a time.`;
    }
    return undefined;
  };
}

const inWords = (count: number): string => count.toLocaleString("en");
