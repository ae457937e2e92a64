import vm from "node:vm";
import { ModernFakeTimers } from "@jest/fake-timers";
import { ModuleMocker } from "jest-mock";
import { installCommonGlobals } from "jest-util";

/**
 * Where a suite runs: a context of its own, as in jest's own environment for Node, but with an ordinary global object. There it is a
 * proxy behind interceptors, which makes every look at a global (`Math`, `Map`, `Promise` …) a hundred times dearer than in Node.
 */
export default class PlainEnvironment {
  constructor({ projectConfig }) {
    // Node 20.18 and 22.8 brought the constant; before, the context keeps its interceptors and is only slower.
    this.context = vm.createContext(vm.constants.DONT_CONTEXTIFY ?? {});
    this.global = vm.runInContext("globalThis", this.context);
    lendGlobals(this.global);
    installCommonGlobals(this.global, projectConfig.globals);
    this.moduleMocker = new ModuleMocker(this.global);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: this.global });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.context = null;
    this.global = null;
  }

  exportConditions() {
    return ["node", "node-addons"];
  }

  getVmContext() {
    return this.context;
  }
}

/** What Node adds to the language (`process`, `fetch`, `setTimeout` …); read when first used, as some of it is made only then. */
function lendGlobals(global) {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (Object.hasOwn(global, name)) continue;
    const keep = (value) => Object.defineProperty(global, name, { value, configurable: true, writable: true });
    Object.defineProperty(global, name, {
      configurable: true,
      get() {
        keep(globalThis[name]);
        return globalThis[name];
      },
      set: keep,
    });
  }
  // The bytes of Node's own modules are of these classes, and `instanceof` shall say so.
  Object.assign(global, { global, Buffer, ArrayBuffer, Uint8Array });
}
