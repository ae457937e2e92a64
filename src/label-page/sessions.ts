import { createHash, randomBytes } from "node:crypto";
import type { PageSession } from "../domain/labeling/page-session.ts";
import { type PagePlace, pathOf } from "./page-path.ts";
import type { PageSessionStore } from "./ports.ts";

/** A working day. */
const GOOD_FOR_S = 8 * 60 * 60;
const COOKIE = "labeldesk";

/** Who a request comes from, by a cookie that is sent to one page alone: tabs with two tasks, or to label and to review, do not meet. */
export function createSessions({ store, publicUrl }: { store: PageSessionStore; publicUrl: () => string | undefined }) {
  return {
    /** Begins a session; gives the value of the header that sets its cookie. */
    async begin(session: PageSession): Promise<string> {
      const secret = randomBytes(32).toString("base64url");
      await store.save(hashOf(secret), session, GOOD_FOR_S * 1000);
      const address = new URL(publicUrl() ?? "http://localhost");
      const path = `${address.pathname.replace(/\/$/, "")}${pathOf(session)}`;
      const parts = [`${COOKIE}=${secret}`, `Path=${path}`, `Max-Age=${GOOD_FOR_S}`, "HttpOnly", "SameSite=Lax"];
      return [...parts, ...(address.protocol === "https:" ? ["Secure"] : [])].join("; ");
    },

    /** The session of a request to this page; undefined where there is none, or its time is over. */
    async find(cookies: string | undefined, page: PagePlace): Promise<PageSession | undefined> {
      // One of a longer path comes first; what else is called like this was not set by us for this task.
      for (const secret of readAll(cookies ?? "")) {
        const session = await store.find(hashOf(secret));
        if (session?.taskId === page.taskId && session.purpose === page.purpose) return session;
      }
      return undefined;
    },

    /** Ends all that somebody has. */
    end: ({ team, person }: PageSession): Promise<void> => store.removeOf(team, person),
  };
}

export type Sessions = ReturnType<typeof createSessions>;

const MOST_COOKIES = 4;

const readAll = (cookies: string): readonly string[] =>
  cookies
    .split(";")
    .map((each) => each.trim())
    .filter((each) => each.startsWith(`${COOKIE}=`))
    .map((each) => each.slice(COOKIE.length + 1))
    .slice(0, MOST_COOKIES);

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
