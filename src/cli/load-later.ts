import type { Plugin } from "esbuild";

const NAMESPACE = "load-later";

/**
 * For packages of CommonJS that a package asks for at its start and needs in some of its uses alone: they are read when something of
 * them is used. Their code is in the bundle either way; what is saved is the running of it, and what it holds. Whoever asks whether one
 * was an ES module is told that it was, without a look: its default is then the whole of what it exports, unless it says otherwise.
 */
export const loadLater = (packages: readonly string[]): Plugin => ({
  name: NAMESPACE,
  setup(build) {
    const names = packages.map((name) => name.replaceAll("/", "\\/")).join("|");
    build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path, namespace, resolveDir }) =>
      namespace === NAMESPACE ? undefined : { path, namespace: NAMESPACE, pluginData: resolveDir },
    );
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path, pluginData }) => ({
      resolveDir: String(pluginData),
      contents: `
        const used = () => require(${JSON.stringify(path)});
        module.exports = new Proxy(function () {}, {
          get: (_, name) =>
            name === "__esModule" ? true : name === "default" && !used().__esModule ? used() : used()[name],
          apply: (_, self, args) => used().apply(self, args),
        });`,
    }));
  },
});
