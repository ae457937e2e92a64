/** Why an answer could not be read, in words for `TasksApiError.description`. */
export class UnreadableBody extends Error {
  override readonly name = "UnreadableBody";
}

/** It is longer than what may be read of it. */
export class TooLongBody extends UnreadableBody {}

/**
 * The text of an answer, at most `maxBytes`. Rejects with `TooLongBody` when it is longer, else with `UnreadableBody` when it is not UTF-8
 * or ends before its end (the connection was cut).
 */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = response.body.getReader();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new TooLongBody(`the answer is longer than ${maxBytes} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // The rest is of no use, and nobody waits for its end; one that failed has ended.
    reader.cancel().catch(() => undefined);
    if (error instanceof UnreadableBody) throw error;
    throw new UnreadableBody("the answer broke off or is not UTF-8 text", { cause: error });
  }
}
