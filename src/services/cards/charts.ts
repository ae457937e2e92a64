import type { Log } from "../../domain/log.ts";

type AnyBlock = { readonly type: string };

export type Charts = ReturnType<typeof createCharts>;

/**
 * Slack's native chart block is newer than some clients and workspaces: a message that Slack refuses with one is sent again
 * without, and that workspace gets none any more until the app starts anew.
 */
export function createCharts(deps: { log: Log }) {
  const refusing = new Set<string>();

  /** Sends blocks with their charts if this workspace takes them. `isRefusal` tells Slack's "invalid blocks" from other failures. */
  async function send<B extends AnyBlock, T>(
    team: string,
    blocks: readonly B[],
    attempt: (blocks: B[]) => Promise<T>,
    isRefusal: (error: unknown) => boolean,
  ): Promise<T> {
    const plain = blocks.filter(({ type }) => type !== "data_visualization");
    if (plain.length === blocks.length || refusing.has(team)) return attempt(plain);
    try {
      return await attempt([...blocks]);
    } catch (err) {
      if (!isRefusal(err)) throw err;
      const sent = await attempt(plain);
      refusing.add(team);
      deps.log.info({ team }, "this workspace does not take charts");
      return sent;
    }
  }

  return { send };
}
