import * as z from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them, so that a person learns of everything at once. */
export function createReader(env: Environment) {
  const problems: string[] = [];
  const raw = (name: string) => env[name]?.trim() || undefined;

  return {
    problems,
    /** An empty variable counts as not given: that is how .env files leave things out. */
    has: (name: string) => raw(name) !== undefined,
    /** `undefined` when the variable is not given, and when it is wrong (its problem is then noted). */
    read: <T>(name: string, shape: z.ZodType<T, string>): T | undefined => {
      const text = raw(name);
      if (text === undefined) return undefined;
      const parsed = shape.safeParse(text);
      if (parsed.success) return parsed.data;
      problems.push(`${name} ${parsed.error.issues[0]?.message ?? "is not valid."}`);
      return undefined;
    },
  };
}

export type Reader = ReturnType<typeof createReader>;

/** What may stand in an HTTP header, with at least one letter or digit: "xoxb-…" copied from .env.example is not a token. */
export const secret = (begin: string, mend: string) =>
  z.string().regex(new RegExp(`^${begin}[!-~]*[A-Za-z0-9][!-~]*$`), mend);

export const parseUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** An address of HTTP without a query, e.g. the example; it comes without a slash at its end. */
export function httpUrl(example: string) {
  const mend = `must be an http:// or https:// address without a query, e.g. ${example}.`;
  return z
    .string()
    .refine((text) => {
      const url = parseUrl(text);
      return url !== undefined && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username;
    }, mend)
    .transform((text) => text.replace(/\/+$/, ""));
}
