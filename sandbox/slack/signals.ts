/** Tells listeners that something happened, and lets a test wait for a condition without sleeping. */
export class Signals<Signal> {
  readonly #listeners = new Set<(signal: Signal) => void>();

  emit(signal: Signal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  /** Returns the function that ends it. */
  listen(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Resolves with the condition's first truthy value: looked at now and after every signal.
   * Rejects after `timeoutMs` with `what` in its message.
   */
  until<T>(condition: () => T | undefined | null | false, timeoutMs: number, what: () => string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${what()}`));
      }, timeoutMs);
      const stop = this.listen(look);
      const end = (): void => {
        clearTimeout(timer);
        stop();
      };
      function look(): void {
        try {
          const value = condition();
          if (value === undefined || value === null || value === false) return;
          end();
          resolve(value);
        } catch (error) {
          end();
          reject(error);
        }
      }
      look();
    });
  }
}
