/** The workspace of the benchmark: the stub serves it, deliveries come from it, and both apps are installed in it. */
export const TEAM = "T0BENCH000";
export const BOT = { user: "U0BENCHBOT", id: "B0BENCHBOT", token: "xoxb-bench-token" };
export const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
/** Who types and presses, in turn. */
export const PEOPLE = Array.from({ length: 50 }, (_, index) => `U0BENCH${String(index).padStart(3, "0")}`);
/** To whom tasks are given that are made while it is measured. */
export const NEW_PEOPLE = Array.from({ length: 1_000 }, (_, index) => `U0NEW${String(index).padStart(5, "0")}`);

/** The window that a trigger opens, so that whoever has sent it finds it; ids of Slack's are capitals and digits. */
export const viewIdOf = (trigger: string): string => `V${trigger.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`;

/** What the stub counts as a method: whatever is answered to a command. */
export const RESPONSE_URL = "response_url";

/** Milliseconds since 1970, with fractions: the same in all processes of a machine. */
export const timeNow = (): number => performance.timeOrigin + performance.now();

/** How much faster the clocks run where messages are counted against Slack's limits. */
export const SPEED = 60;
/** What that Slack takes from the workspace in any minute. */
export const TAKEN_A_MINUTE = 300;
