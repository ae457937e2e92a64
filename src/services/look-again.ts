/** An unanswered request is looked for once more after this time: it may have been carried out late. */
const LOOK_AGAIN_MS = 60_000;

/** When to look again for what became of a request that was not answered. */
export const lookAgainAt = (now: Date): Date => new Date(now.getTime() + LOOK_AGAIN_MS);
