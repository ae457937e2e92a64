import { describe, expect, test } from "@jest/globals";
import { SideChanged } from "../../../../src/domain/submissions/side.ts";
import { registerDispatch } from "../../../../src/handlers/delivery/dispatch.ts";
import type { Delivery, HandlerTable } from "../../../../src/handlers/shared/handler.ts";

/** `changes`: how often the workspace turns out to have another labeling side. */
type Circumstances = { begun?: "begun" | "pending"; standing?: string; changes?: number };

/** A table of one button, brought before a Bolt that takes middleware and no listener, and all that happens, in its order. */
function start({ begun = "begun", standing = "member", changes = 0 }: Circumstances = {}) {
  const seen: string[] = [];
  const note = (what: string) => void seen.push(what);
  const nothing = {
    commands: {},
    shortcuts: {},
    messageShortcuts: {},
    forms: {},
    options: {},
    closings: {},
    menus: {},
    fields: {},
    events: {},
  };
  let changesLeft = changes;
  const handle = async (): Promise<void> => {
    note("handled");
    changesLeft -= 1;
    if (changesLeft >= 0) throw new SideChanged("T1");
  };
  const table: HandlerTable = { ...nothing, buttons: { known: handle } };
  const useCases = {
    installation: { team: "T1" },
    requests: {
      begin: async () => {
        note("journaled");
        return begun;
      },
      end: async () => note("ended"),
    },
    directory: {
      known: () => undefined,
      findSurely: async () => {
        note("Slack is asked who it is");
        return { id: "U1", isActive: true, isBot: false, standing };
      },
    },
    log: { info: () => {}, warn: () => {} },
  };
  const middleware: ((delivery: Delivery) => Promise<void>)[] = [];
  registerDispatch({ use: (one: (typeof middleware)[number]) => middleware.push(one) } as never, table, {
    useCasesOf: async () => useCases as never,
    leaving: { told: async () => {} },
    lookAgain: async () => note("looked again"),
    closedBecause: async () => undefined,
    log: useCases.log as never,
  });
  const press = async (action_id: string): Promise<void> => {
    const action = { type: "button", action_id };
    const body = { type: "block_actions", team: { id: "T1" }, user: { id: "U1", team_id: "T1" }, trigger_id: "1" };
    const ways = { ack: async () => note("acknowledged"), respond: async () => note("told") };
    const delivery = { ...ways, action, body: { ...body, actions: [action] }, context: { teamId: "T1" } };
    for (const one of middleware) await one(delivery as never);
  };
  return { seen, press, middleware };
}

describe("the one way of a delivery", () => {
  test("whatever the number of handlers, Bolt has one middleware", () => {
    expect(start().middleware).toHaveLength(1);
  });

  test("a press is journaled before its ack, and its promise ends after the handler", async () => {
    const { seen, press } = start();

    await press("known");

    expect(seen).toEqual(["journaled", "acknowledged", "Slack is asked who it is", "handled", "ended"]);
  });

  test("what is delivered again is acknowledged and not done again", async () => {
    const { seen, press } = start({ begun: "pending" });

    await press("known");

    expect(seen).toEqual(["journaled", "acknowledged"]);
  });

  test("what was journaled with a side that the workspace has left meanwhile is handled anew, for the same promise", async () => {
    const { seen, press } = start({ changes: 1 });

    await press("known");

    const handled = ["acknowledged", "Slack is asked who it is", "handled"];
    expect(seen).toEqual(["journaled", ...handled, "looked again", ...handled, "ended"]);
  });

  test("where the side is another one once more, that is a failure as any, and what was promised ends", async () => {
    const { seen, press } = start({ changes: 2 });

    await expect(press("known")).rejects.toThrow(SideChanged);

    expect(seen.filter((what) => what === "handled")).toHaveLength(2);
    expect(seen.at(-1)).toBe("ended");
  });

  test("who is refused at the gate reaches no handler, and what was promised ends", async () => {
    const { seen, press } = start({ standing: "stranger" });

    await press("known");

    expect(seen).not.toContain("handled");
    expect(seen.slice(-2)).toEqual(["told", "ended"]);
  });

  test("what is in no row is refused, and there is nothing to do once", async () => {
    const { seen, press } = start();

    await press("unknown");

    expect(seen).toEqual(["acknowledged", "Slack is asked who it is", "acknowledged", "told"]);
  });
});
