/** When so many milliseconds from now are over, in whole ones. */
export const later = (now: () => Date, ms: number): Date => new Date(now().getTime() + Math.ceil(ms));
