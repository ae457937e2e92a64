/** What a suite gets for `@jest/globals`, which itself refuses to be loaded by Node. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globalThis.jestGlobals;
