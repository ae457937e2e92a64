import type { Claim } from "../../src/domain/notifications/outbox-event.ts";

/** A claim to record something by; of nothing where nothing was claimed. */
export const claimOf = (claimed: Claim | undefined): Claim => claimed ?? { id: "", claim: 0 };
