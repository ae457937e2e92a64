/** What a person can do something about, by the system's error codes (errno(3)). */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist, or has a name that is not UTF-8",
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
  ELOOP: "is a link that leads back to itself",
  EISDIR: "is a folder",
  ENOTDIR: "lies in something that is no folder",
  ENAMETOOLONG: "has a name that is too long",
};

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

export const isMissing = (error: unknown): boolean => codeOf(error) === "ENOENT";

/** Whether the system refused a file, rather than this code being wrong. */
export const isFileError = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "syscall" in error;

/** Why a file cannot be read, in words that follow its name. */
export function describeFileError(error: unknown): string {
  return REASONS[codeOf(error)] ?? `cannot be read (${error instanceof Error ? error.message : String(error)})`;
}
