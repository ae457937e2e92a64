/** Somebody in the sandbox's workspace. */
export type PersonSeed = {
  /** What stands after an @. */
  readonly handle: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly isAdmin?: boolean;
};

/** The people whom a newcomer can be: one lead, three workers, one reviewer, spread over the day. */
export const PEOPLE = [
  {
    handle: "lena",
    realName: "Lena Fischer",
    title: "Labeling lead",
    email: "lena.fischer@example.com",
    timeZone: "Europe/Vienna",
    isAdmin: true,
  },
  {
    handle: "ana",
    realName: "Ana Souza",
    title: "Labeler",
    email: "ana.souza@example.com",
    timeZone: "America/Sao_Paulo",
  },
  {
    handle: "ben",
    realName: "Ben Carter",
    title: "Labeler",
    email: "ben.carter@example.com",
    timeZone: "Europe/London",
  },
  {
    handle: "chidi",
    realName: "Chidi Okafor",
    title: "Labeler",
    email: "chidi.okafor@example.com",
    timeZone: "Africa/Lagos",
  },
  { handle: "mei", realName: "Mei Tanaka", title: "Reviewer", email: "mei.tanaka@example.com", timeZone: "Asia/Tokyo" },
] as const satisfies readonly PersonSeed[];
