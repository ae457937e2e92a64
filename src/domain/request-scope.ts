/**
 * For which request something is done: what Slack has delivered or a browser has asked, with all that follows from it. Its id stands in
 * every line of the log, goes to the Tasks API with each call, and is kept with what is done later.
 */
export type RequestScope = {
  /** The id of the request that is being worked for, if any. */
  current(): string | undefined;
  /** Works for this request; for none where it is undefined. */
  run<T>(id: string | undefined, work: () => T): T;
  /** The same work, for the request of now, whoever comes to do it. */
  bind<T>(work: () => T): () => T;
};

/** Works for the request for which something was kept; for that of now, where none was kept with it. */
export const runFor = <T>(
  scope: Pick<RequestScope, "run">,
  { request }: { readonly request?: string },
  work: () => T,
): T => (request === undefined ? work() : scope.run(request, work));

/** For parts that stand alone. */
export const NO_REQUESTS: RequestScope = {
  current: () => undefined,
  run: (_id, work) => work(),
  bind: (work) => work,
};

/** 48 random bits, as people can read them out: before its thirteenth digit a UUID is random. */
const DIGITS = 12;

/** @param newId gives a UUID. */
export const newRequestId = (newId: () => string): string => newId().replaceAll("-", "").slice(0, DIGITS);
