/** Four suites, entered by name: `jest --selectProjects unit`. TypeScript is stripped by swc; types are checked by `tsc`. */
const project = (name, options = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" }, sourceMaps: "inline" },
    ],
  },
  ...options,
});

export default {
  testTimeout: 60_000,
  // Many suites wait for the app's own time limits: as many workers as cores, where jest would take one less.
  maxWorkers: "100%",
  projects: [project("unit"), project("contract"), project("integration"), project("browser")],
};
