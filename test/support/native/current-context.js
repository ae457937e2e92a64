/**
 * Stands in for the `AsyncLocalStorage` in which jest-circus keeps the test that runs. Before Node 24 a real one has Node follow every promise
 * of the process, the app's too. Tests of a suite run one after the other here (never `test.concurrent`), so that the
 * one that runs is always the one that was begun last.
 */
export class CurrentContext {
  #store;

  getStore() {
    return this.#store;
  }

  async run(store, callback) {
    const before = this.#store;
    this.#store = store;
    try {
      return await callback();
    } finally {
      this.#store = before;
    }
  }
}
