import type { Log } from "../../domain/log.ts";
import type { DeliveryError } from "../../domain/notifications/delivery-error.ts";

/** Nobody waits longer than that once the token is taken again; a refused call costs nothing. */
const LONGEST_PAUSE_MS = 30_000;

/** Messages wait since then, because Slack refuses the token or the app, in this word of its own. */
export type Hold = {
  readonly word: string;
  readonly since: Date;
  /** Slack refuses whatever is called; else some kinds of messages alone, for the want of a scope or of an unknown reason. */
  readonly isOfAll: boolean;
};

type Circuit = { word: string; isOfAll: boolean; since: Date; pauseMs: number; probeAt: number; isProbing: boolean };

export type Holds = ReturnType<typeof createHolds>;

/**
 * What is held while Slack refuses the token or the app: a circuit for each kind of event, since a kind is what calls the same
 * methods, and a scope may be missing for one of them alone. While a circuit is open one event at a time is sent as a probe; the
 * first that Slack takes, or refuses for a reason of its own, closes it. A word is logged once, and its end is told once.
 */
export function createHolds(deps: {
  /** The pause before the first probe; it doubles with each that fails. */
  firstPauseMs: number;
  now: () => Date;
  log: Log;
  onEnded: (hold: Hold) => void;
}) {
  const { firstPauseMs, now, log, onEnded } = deps;
  const circuits = new Map<string, Circuit>();

  /** A clock that was set back must not make a probe wait for hours. */
  function isDue({ probeAt }: Circuit): boolean {
    const time = now().getTime();
    return probeAt <= time || probeAt > time + LONGEST_PAUSE_MS;
  }

  const holdsFor = (word: string): boolean => [...circuits.values()].some((circuit) => circuit.word === word);

  return {
    /** Of these kinds nothing is to be claimed but a probe. */
    kinds: (): string[] => [...circuits.keys()],

    isHeld: (kind: string): boolean => circuits.has(kind),

    /** Kinds of which one event is to be sent now. */
    toProbe: (): string[] =>
      [...circuits].flatMap(([kind, circuit]) => (!circuit.isProbing && isDue(circuit) ? [kind] : [])),

    nextProbeAt(): Date | undefined {
      const times = [...circuits.values()].filter(({ isProbing }) => !isProbing).map(({ probeAt }) => probeAt);
      return times.length > 0 ? new Date(Math.min(...times)) : undefined;
    },

    /** A probe of the kind is on its way. */
    begin(kind: string): void {
      const circuit = circuits.get(kind);
      if (circuit) circuit.isProbing = true;
    },

    /** Slack refused the token or the app: opens the circuit, or keeps it open. Gives the time of the next probe. */
    refused(kind: string, { fault, slackError: word }: DeliveryError, isProbe: boolean): Date {
      const time = now();
      const isOfAll = fault === "not_allowed" && word !== "missing_scope";
      if (!holdsFor(word))
        log.error({ slackError: word, kind }, "Slack refuses the token or the app: messages wait until it takes them");
      const circuit = circuits.get(kind) ?? {
        word,
        isOfAll,
        since: time,
        pauseMs: firstPauseMs,
        isProbing: false,
        probeAt: time.getTime() + firstPauseMs,
      };
      circuit.word = word;
      circuit.isOfAll = isOfAll;
      if (isProbe) {
        circuit.isProbing = false;
        circuit.pauseMs = Math.min(circuit.pauseMs * 2, LONGEST_PAUSE_MS);
        circuit.probeAt = time.getTime() + circuit.pauseMs;
      }
      circuits.set(kind, circuit);
      return new Date(circuit.probeAt);
    },

    /** Slack took an event of the kind, or refused it for a reason of its own: the circuit is closed, the others are probed. */
    passed(kind: string): void {
      const circuit = circuits.get(kind);
      if (!circuit) return;
      circuits.delete(kind);
      for (const other of circuits.values()) other.probeAt = now().getTime();
      const { word, since, isOfAll } = circuit;
      if (holdsFor(word)) return;
      log.info({ slackError: word, since }, "Slack takes messages again");
      onEnded({ word, since, isOfAll });
    },

    /** A probe has ended, or there is none to be sent now. When it says nothing about the token, another one follows after the pause. */
    settleProbe(kind: string): void {
      const circuit = circuits.get(kind);
      if (!circuit || (!circuit.isProbing && !isDue(circuit))) return;
      circuit.isProbing = false;
      circuit.probeAt = now().getTime() + circuit.pauseMs;
    },

    /** Nothing of the kind waits any more (its workspace was forgotten): there is nothing to hold. */
    drop: (kind: string): void => void circuits.delete(kind),

    /** What is held now, by word, since the first of its messages. */
    list(): readonly Hold[] {
      const held = new Map<string, Hold>();
      for (const { word, since, isOfAll } of circuits.values()) {
        const known = held.get(word);
        if (!known || since < known.since) held.set(word, { word, since, isOfAll });
      }
      return [...held.values()];
    },
  };
}
