import type { ReceiverEvent } from "@slack/bolt";
import type { Log } from "../domain/log.ts";

/** Somebody waits for the answer: as long as other calls on Slack may take (create-bolt.ts). */
const ANSWER_MS = 2_500;

/**
 * An ack for which a second one is no error, as it is for Bolt: the gate acknowledges before it asks Slack who somebody is, and
 * the handler behind it does as well. What a command is answered with then goes to its response address, which takes the same.
 */
export function ackOnce({ body }: Pick<ReceiverEvent, "body">, ack: ReceiverEvent["ack"], log: Log): typeof ack {
  let isAcknowledged = false;
  return async (answer) => {
    if (!isAcknowledged) {
      isAcknowledged = true;
      return ack(answer);
    }
    const { command, response_url: address } = body;
    if (command === undefined || typeof address !== "string" || answer === undefined) return;
    const { ok, status } = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(typeof answer === "string" ? { text: answer } : answer),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!ok) log.warn({ status }, "Slack did not take the answer to a command");
  };
}
