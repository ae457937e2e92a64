/** Why somebody has a message that asks something of them. */
export const WHY_KINDS = [
  "worker",
  "reviewer",
  "changes",
  "review-ready",
  "stalled",
  "reminder",
  "question",
  "lead",
  "digest",
] as const;
export type WhyKind = (typeof WHY_KINDS)[number];

/** What is known of why somebody was asked. */
export type Why = {
  readonly kind: WhyKind;
  /** Absent where the other side does not say. */
  readonly taskName?: string;
  /** Who gave it to them, by name, and when, in seconds since 1970; absent where that was done elsewhere, or is long ago. */
  readonly given?: { readonly by?: string; readonly at: number };
  /** Guests have no settings. */
  readonly isGuest?: boolean;
  /** They have created the task here themselves, at this time. */
  readonly createdAt?: number;
};
