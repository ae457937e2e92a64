import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { readAddress, writeAddress } from "./page-address.ts";
import { EMPTY_PAGE, type PageState, reducePage } from "./page-state.ts";
import { createServerClient, getState, type ServerClient, ServerError } from "./server-client.ts";

/** What the page's parts can do. */
export type Sandbox = {
  readonly page: PageState;
  readonly client: ServerClient | undefined;
  become(person: string): void;
  open(conversation: string): void;
  openTab(tab: "home" | "messages"): void;
  notify(channel: string | null, text: string): void;
  dismiss(notice: number): void;
  /** Runs a request; what goes wrong and what the server remarks is shown where the person acted. */
  run<T extends { readonly notice: string | null }>(
    channel: string | null,
    request: () => Promise<T>,
  ): Promise<T | undefined>;
};

/** The page's state, kept live: one person at a time, one conversation on show. */
export function useSandbox(): Sandbox {
  const [page, dispatch] = useReducer(reducePage, EMPTY_PAGE);
  const [as, setAs] = useState(() => readAddress(window.location.hash).as);
  const client = useMemo(() => (as === undefined ? undefined : createServerClient(as)), [as]);
  const { current } = page;
  const me = page.sandbox?.me;
  const isReady = client !== undefined && me === client.as;

  const notify = useCallback(
    (channel: string | null, text: string) => dispatch({ type: "noticed", channel, text }),
    [],
  );
  const seen = useRef(0);
  const load = useCallback(async (who: string | undefined, wanted?: string): Promise<void> => {
    try {
      const sandbox = await readSteadily(seen, () => getState(who));
      dispatch({ type: "loaded", sandbox, wanted });
      setAs(sandbox.me);
    } catch (error) {
      // Ids are new after every start of the sandbox: an address from before it leads to whoever comes first.
      if (who !== undefined && error instanceof ServerError && error.status === 404) return load(undefined);
      notify(null, wordsOf(error));
    }
  }, []);

  useEffect(() => {
    const address = readAddress(window.location.hash);
    void load(address.as, address.conversation);
  }, []);

  useEffect(() => {
    if (client === undefined) return;
    return client.listen(
      (event) => {
        seen.current += 1;
        if (event.type === "hello") void load(client.as);
        dispatch({ type: "event", event });
      },
      () => dispatch({ type: "connection", isConnected: false }),
    );
  }, [client]);

  useEffect(() => {
    if (!isReady || current === undefined) return;
    window.history.replaceState(null, "", writeAddress(client.as, current));
    let isStale = false;
    readSteadily(seen, () => client.getMessages(current)).then(
      (answer) => isStale || dispatch({ type: "messages_loaded", conversation: current, answer }),
      (error: unknown) => isStale || notify(null, wordsOf(error)),
    );
    return () => {
      isStale = true;
    };
    // After a break of the connection the state is read anew, and what was missed with it.
  }, [isReady, client, current, page.isConnected]);

  const unread = page.sandbox?.conversations.find((each) => each.id === current)?.unread ?? 0;
  useEffect(() => {
    if (!isReady || current === undefined || unread === 0 || page.threads[current] === undefined) return;
    client.post("POST read", { channel: current }).catch((error: unknown) => notify(null, wordsOf(error)));
  }, [isReady, client, current, unread, page.threads]);

  const become = useCallback(
    (person: string) => {
      dispatch({ type: "left" });
      setAs(person);
      void load(person);
    },
    [load],
  );
  const open = useCallback((conversation: string) => dispatch({ type: "opened", conversation }), []);
  const dismiss = useCallback((id: number) => dispatch({ type: "notice_dismissed", id }), []);
  const run: Sandbox["run"] = useCallback(
    async (channel, request) => {
      try {
        const answer = await request();
        if (answer.notice !== null) notify(channel, answer.notice);
        return answer;
      } catch (error) {
        notify(channel, wordsOf(error));
        return undefined;
      }
    },
    [notify],
  );
  const openTab = useCallback(
    (tab: "home" | "messages") => {
      dispatch({ type: "tab_opened", tab });
      if (client !== undefined) void run(null, () => client.post("POST home-opened", { tab }));
    },
    [client, run],
  );
  return { page, client, become, open, openTab, notify, dismiss, run };
}

/** Reads until no event has come in between: what was read and the events would otherwise overtake each other. */
async function readSteadily<T>(seen: { readonly current: number }, read: () => Promise<T>): Promise<T> {
  for (;;) {
    const before = seen.current;
    const answer = await read();
    if (seen.current === before) return answer;
  }
}

/** What went wrong, in words for the page. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
