import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import circus from "jest-circus/runner";
import { CurrentContext } from "./current-context.js";

register("./hooks.js", import.meta.url);
// Node reads the inline source maps of what the hooks translate; jest's own reading knows only what jest translates.
process.setSourceMapsEnabled(true);

const require = createRequire(import.meta.url);
const asyncHooks = require("node:async_hooks");
/** Node 24 keeps what an AsyncLocalStorage holds without hooks: there it costs nothing, and stays. */
const FOLLOWS_PROMISES = Number(process.versions.node.split(".")[0]) < 24;
// Node 20 optimizes what has run for 66 kB of bytecode; a suite is over before that pays. With twenty times as much all suites take a sixth less
// of the processor. Node 24 has another optimizer between, and no such flag.
if (FOLLOWS_PROMISES) setFlagsFromString("--interrupt-budget=1320000");
let suites = 0;

/**
 * Runs a suite with jest's own jest-circus, but lets Node load it: jest would evaluate the app and every package anew for each suite,
 * in a context of its own. Here the suites of a worker share them. A suite and its helpers under `test` are still its own.
 */
export default function runNatively(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  // jest installs a reader of source maps of its own here.
  Error.prepareStackTrace = undefined;
  return circus.default(
    globalConfig,
    config,
    environment,
    Object.assign(Object.create(runtime), {
      requireInternalModule: requireAnew,
      unstable_shouldLoadAsEsm: () => true,
      unstable_importModule(path) {
        globalThis.jestGlobals = runtime.requireModuleOrMock(testPath, "@jest/globals");
        suites += 1;
        return import(`${pathToFileURL(path)}?suite=${suites}`);
      },
    }),
    testPath,
    sendMessageToJest,
  );
}

/** Of what jest-circus keeps (the tests declared, who listens to them), nothing remains from the suite before. */
function requireAnew(path) {
  delete require.cache[path];
  delete globalThis[Symbol.for("EVENT_HANDLERS")];
  return FOLLOWS_PROMISES ? requireWithCurrentContext(path) : require(path);
}

function requireWithCurrentContext(path) {
  const { AsyncLocalStorage } = asyncHooks;
  asyncHooks.AsyncLocalStorage = CurrentContext;
  try {
    return require(path);
  } finally {
    asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}
