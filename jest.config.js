import { statfsSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Linux's file system in memory. Databases of tests live as long as their suite, and need not wait for a disk. */
const MEMORY = "/dev/shm";
const NEEDED_BYTES = 2e9;

const hasRoom = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
};

// For `os.tmpdir`, here and in jest's workers. A container's /dev/shm is often tiny; there, temporary files stay where they are.
if (hasRoom()) process.env["TMPDIR"] ??= MEMORY;

/** Six suites, entered by name: `jest --selectProjects unit`. Node itself loads them: see `test/support/native/runner.js`. */
const project = (name, options = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: "<rootDir>/test/support/native/environment.js",
  testRunner: "<rootDir>/test/support/native/runner.js",
  transform: {},
  ...options,
});

const WITH_PROCESSES = {
  globalSetup: "<rootDir>/test/support/global-setup.js",
  globalTeardown: "<rootDir>/test/support/global-teardown.js",
};

export default {
  testTimeout: 120_000,
  // Some suites mostly wait, for the app's own time limits and for processes: another uses the cores meanwhile. More than that takes longer,
  // for each worker loads the app and every package anew, and compiles what is hot in them.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // A worker that only has much to put away needs longer than jest's half second; one that is held open is still reported.
  workerGracefulExitTimeout: 10_000,
  projects: [
    project("unit"),
    project("contract", WITH_PROCESSES),
    project("integration", WITH_PROCESSES),
    project("browser", WITH_PROCESSES),
    project("faults", WITH_PROCESSES),
    project("image"),
  ],
};
