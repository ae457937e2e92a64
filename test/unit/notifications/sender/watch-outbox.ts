import { setImmediate as nextTurn } from "node:timers/promises";

/** What follows from an answer of the store takes some turns of the event loop. */
const QUIET_TURNS = 8;

/**
 * The outbox, and the way to wait while time stands still: `settle` takes real turns of the event loop until nothing that was asked of the
 * outbox is unanswered. A machine with other work to do takes more of them for the same.
 */
export function watchOutbox<T extends object>(outbox: T): { readonly outbox: T; settle(): Promise<void> } {
  let unanswered = 0;
  const watched = new Proxy(outbox, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== "function") return member;
      return async (...given: unknown[]): Promise<unknown> => {
        unanswered += 1;
        try {
          return await Reflect.apply(member, of, given);
        } finally {
          unanswered -= 1;
        }
      };
    },
  });
  return {
    outbox: watched,
    async settle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = unanswered > 0 ? 0 : quiet + 1) await nextTurn();
    },
  };
}
