/** What was found out is remembered for a while, and not for ever: a bound for time and for number. */
export type Memory<T> = {
  /** Undefined when it was never known, or too long ago. */
  get(key: string): T | undefined;
  /** Whatever was known last, however long ago. */
  last(key: string): T | undefined;
  /** `keepMs` where it is to be kept for another time than usual. */
  set(key: string, value: T, keepMs?: number): void;
  forget(key: string): void;
};

type Limits = {
  /** How long something is taken for current, in milliseconds. */
  readonly keepMs: number;
  /** What was set longest ago goes first beyond this number. */
  readonly most: number;
  readonly now: () => Date;
};

export function createMemory<T>({ keepMs, most, now }: Limits): Memory<T> {
  const entries = new Map<string, { readonly value: T; readonly since: number; readonly keepMs: number }>();

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const age = now().getTime() - entry.since;
      // A clock that was set back makes nothing current for longer.
      return age >= 0 && age < entry.keepMs ? entry.value : undefined;
    },
    last: (key) => entries.get(key)?.value,
    set(key, value, keepForMs = keepMs) {
      entries.delete(key); // to the end of the map's order
      entries.set(key, { value, since: now().getTime(), keepMs: keepForMs });
      const [oldest] = entries.keys();
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    },
    forget: (key) => void entries.delete(key),
  };
}

/** Answers of somebody else. Whoever asks while a question is under way joins it. */
export type Answers<T> = {
  /**
   * The remembered answer, or a new one. Rejects as the question does, also from memory for a while.
   * `unlessFailed`: a failure is not repeated from memory; `anew`: nothing is.
   */
  ask(
    key: string,
    question: () => Promise<T>,
    options?: { readonly unlessFailed?: boolean; readonly anew?: boolean },
  ): Promise<T>;
  forget(key: string): void;
};

/** `keepFailureMs`: how long a failure is repeated from memory, so that a side that is down is not asked at every key stroke. */
export function createAnswers<T>({
  keepFailureMs,
  ...limits
}: Limits & { readonly keepFailureMs: number }): Answers<T> {
  const memory = createMemory<{ readonly answer: Promise<T>; hasFailed: boolean }>(limits);

  return {
    ask(key, question, { unlessFailed = false, anew = false } = {}) {
      const known = memory.get(key);
      if (known && !anew && !(unlessFailed && known.hasFailed)) return known.answer;
      const entry = { answer: question(), hasFailed: false };
      memory.set(key, entry);
      entry.answer.catch(() => {
        entry.hasFailed = true;
        if (memory.last(key) === entry) memory.set(key, entry, keepFailureMs);
      });
      return entry.answer;
    },
    forget: (key) => memory.forget(key),
  };
}
