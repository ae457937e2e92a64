import { pressStart, submitAnswer, type View } from "./deliveries.ts";
import type { Delivery } from "./signed.ts";
import { viewIdOf } from "./workspace.ts";

/** Somebody who labels in a window, as fast as the next input comes. */
export type Labeler = {
  /** Sends an answer and gives how long its ack took (ms). Where the ack has no input, it waits for the window to get one. */
  answer(): Promise<number>;
};

type Parts = {
  readonly turn: number;
  readonly slackUrl: string;
  readonly task: string;
  readonly isConstant: boolean;
  readonly send: (delivery: Delivery) => Promise<string>;
  /** How long a window may be without an input, in milliseconds; then opening and answering reject with a `TimeoutError`. */
  readonly patienceMs?: number;
};

const hasInput = (view: View): boolean => view.blocks.some(({ type }) => type === "input");

/** Opens the window of a labeler, whose first input is there when this resolves. */
export async function openLabeler({ turn, slackUrl, task, isConstant, send, patienceMs }: Parts): Promise<Labeler> {
  const from = { turn, slackUrl };
  let seen = "";
  let view = isConstant ? CONSTANT : await open();

  async function open(): Promise<View> {
    const delivery = pressStart(from, task);
    const trigger = JSON.parse(new URLSearchParams(delivery.body).get("payload") ?? "").trigger_id;
    await send(delivery);
    return untilInput(viewIdOf(trigger));
  }

  /** What the app shows after the ack goes to Slack, which answers as soon as there is an input in it. */
  async function untilInput(id: string): Promise<View> {
    const signal = patienceMs === undefined ? null : AbortSignal.timeout(patienceMs);
    const response = await fetch(`${slackUrl}/view?${new URLSearchParams({ id, seen })}`, { signal });
    const shown = (await response.json()) as View & { readonly hash: string };
    seen = shown.hash;
    return shown;
  }

  return {
    async answer() {
      const delivery = submitAnswer(from, view);
      const begun = performance.now();
      const ack = await send(delivery);
      const took = performance.now() - begun;
      if (isConstant) return took;
      const next = { ...(JSON.parse(ack) as { view: View }).view, id: view.id };
      view = hasInput(next) ? next : await untilInput(view.id);
      return took;
    },
  };
}

/** What is sent to the peer, which keeps it and looks into none of it. */
const CONSTANT: View = {
  id: "V0BENCH",
  callback_id: "label.window",
  private_metadata: "x".repeat(200),
  blocks: [
    {
      type: "input",
      block_id: "label.concept:0000000:1",
      element: {
        type: "radio_buttons",
        action_id: "label.concept",
        options: ["praise", "complaint", "question", "None of these"].map((text) => ({
          text: { type: "plain_text", text, emoji: false },
          value: `c:${text}`,
        })),
      },
    },
  ],
};
