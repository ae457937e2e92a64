import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** What people have typed, and who they are, is nobody's business on a machine with several users. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const STICKY = 0o1000;
/** Files that SQLite keeps beside a database; it makes them with the rights of the database. */
const BESIDE = ["", "-wal", "-shm", "-journal"];
/** The folder or the file is somebody else's who lets us use it, or cannot be changed at all: SQLite says what follows from it. */
const NOT_OURS_TO_CHANGE = ["EPERM", "EROFS", "ENOTSUP"];

/** Makes the folder and the file of a database, if they are not there, and lets nobody else read them; those of older versions too. */
export function keepPrivate(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  // A folder for everybody (/tmp) stays one.
  if ((statSync(folder).mode & STICKY) === 0) changeMode(folder, PRIVATE_FOLDER);
  if (!existsSync(path)) closeSync(openSync(path, "a", PRIVATE_FILE));
  for (const suffix of BESIDE) if (existsSync(path + suffix)) changeMode(path + suffix, PRIVATE_FILE);
}

function changeMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    const isKnown = error instanceof Error && "code" in error && NOT_OURS_TO_CHANGE.includes(String(error.code));
    if (!isKnown) throw error;
  }
}
