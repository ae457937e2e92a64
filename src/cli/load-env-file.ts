/**
 * Reads `.env` of the working directory into the environment, if there is one. What the environment holds already wins:
 * that is how `process.loadEnvFile` works.
 */
export const loadEnvFile = (): void => {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
};
