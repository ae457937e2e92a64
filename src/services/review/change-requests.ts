import type { InputVerdict } from "../../domain/review/review.ts";
import type { ChangeRequest } from "./ports.ts";

/** What a batch asks of each worker for each input. */
export const changeRequests = (verdicts: readonly InputVerdict[]): ChangeRequest[] =>
  verdicts
    .filter(({ verdict }) => verdict === "request_changes")
    .flatMap(({ on, inputId, reason = "" }) => on.map(({ worker }) => ({ worker, inputId, reason })));
