/** The labelers of the sandbox's people who can be let work, and the share of their answers that are true. */
export const ACCURACIES = { ana: 0.95, ben: 0.9, chidi: 0.7 } as const;

/** The handle of one of them. */
export type Worker = keyof typeof ACCURACIES;
