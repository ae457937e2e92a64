import type { PageSession } from "../domain/labeling/page-session.ts";

/** Which page: what is done on it, and for which task. */
export type PagePlace = Pick<PageSession, "purpose" | "taskId">;

/** Where each kind of page lies, as a route. */
export const ROUTES = { label: "/label/:task", review: "/label/review/:task" } as const;

/** Of one page; below it is what its script asks. */
export const pathOf = ({ purpose, taskId }: PagePlace): string =>
  ROUTES[purpose].replace(":task", encodeURIComponent(taskId));
