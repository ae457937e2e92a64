import type { Delivery } from "../shared/handler.ts";

/** Acknowledges a delivery of whatever kind: what the answer may hold differs by kind, and is for who calls it to keep to. */
export type Ack = (answer?: object) => Promise<void>;

/** Undefined for an event, which Bolt has acknowledged. */
export const ackOf = (delivery: Delivery): Ack | undefined => ("ack" in delivery ? (delivery.ack as Ack) : undefined);
