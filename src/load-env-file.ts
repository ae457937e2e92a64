/**
 * Reads `.env` of the working directory into the environment of `process`, if there is one. What the environment holds already
 * wins: that is how its `loadEnvFile` works. Throws for a file that cannot be read.
 */
export function loadEnvFile({ loadEnvFile: load }: Pick<NodeJS.Process, "loadEnvFile">): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
