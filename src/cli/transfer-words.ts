import { NotEmptyError } from "../store/transfer/fill.ts";
import { InUseError } from "../store/transfer/scope.ts";

/** Rethrows what a person can mend in words that say how; `onNotEmpty`: what to do where the database holds something. */
export const inWords =
  (onNotEmpty: string) =>
  (error: unknown): never => {
    if (error instanceof InUseError) throw new Error(`${error.message}. Stop Labeldesk first`, { cause: error });
    if (error instanceof NotEmptyError) throw new Error(`${error.message}. ${onNotEmpty}`, { cause: error });
    throw error;
  };
