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
  /** A guest of the workspace, or somebody of another one who shares a channel with it; absent for members. */
  readonly standing?: "guest" | "stranger";
};

/** The people whom a newcomer can be: a lead, three workers, a reviewer, spread over the day; and a guest and a stranger. */
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
  {
    handle: "gil",
    realName: "Gil Navarro",
    title: "Guest",
    email: "gil.navarro@freelance.example",
    timeZone: "Europe/Madrid",
    standing: "guest",
  },
  {
    handle: "sol",
    realName: "Sol Park",
    title: "Of another company",
    email: "sol.park@elsewhere.example",
    timeZone: "Asia/Seoul",
    standing: "stranger",
  },
] as const satisfies readonly PersonSeed[];
