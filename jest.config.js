import { statfsSync } from "node:fs";

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

/** Four suites, entered by name: `jest --selectProjects unit`. TypeScript is stripped by swc; types are checked by `tsc`. */
const project = (name, options = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: "<rootDir>/test/support/plain-environment.js",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" }, sourceMaps: "inline" },
    ],
  },
  ...options,
});

const WITH_PROCESSES = {
  globalSetup: "<rootDir>/test/support/global-setup.js",
  globalTeardown: "<rootDir>/test/support/global-teardown.js",
};

export default {
  testTimeout: 60_000,
  // Many suites wait for the app's own time limits: as many workers as cores, where jest would take one less.
  maxWorkers: "100%",
  projects: [
    project("unit"),
    project("contract", WITH_PROCESSES),
    project("integration", WITH_PROCESSES),
    project("browser", WITH_PROCESSES),
  ],
};
