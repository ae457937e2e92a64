import { fileURLToPath } from "node:url";
import { build, stop } from "esbuild";

/** Bundles what runs in the browser, from its TypeScript, in memory: nothing is written, nothing is fetched. One at a time. */
export async function bundleClient({ sources }: { sources: URL }): Promise<{ js: string; css: string }> {
  const { outputFiles } = await bundle(sources);
  const read = (ending: string): string => {
    const file = outputFiles.find((each) => each.path.endsWith(ending));
    if (file === undefined) throw new Error(`The labeling page's bundle has no ${ending} file.`);
    return file.text;
  };
  return { js: read(".js"), css: read(".css") };
}

async function bundle(sources: URL) {
  try {
    return await build({
      entryPoints: {
        page: fileURLToPath(new URL("main.tsx", sources)),
        style: fileURLToPath(new URL("css/page.css", sources)),
      },
      outdir: "/",
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      minify: true,
      jsx: "automatic",
      jsxImportSource: "preact",
      // The licences of what is bundled go with it.
      legalComments: "eof",
      logLevel: "silent",
    });
  } finally {
    // The bundler works in a process of its own, which would stay.
    await stop();
  }
}
