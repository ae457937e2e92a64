import { describe, expect, test } from "@jest/globals";
import { findRow } from "../../../../src/handlers/delivery/find-row.ts";
import { HANDLERS } from "../../../../src/handlers/index.ts";
import type { Delivery, HandlerTable } from "../../../../src/handlers/shared/handler.ts";

type Kind = keyof HandlerTable;
const KINDS = Object.keys(HANDLERS) as Kind[];

/** A table with the same ids, whose rows say which they are. */
function createTable(): { readonly table: HandlerTable; readonly handled: string[] } {
  const handled: string[] = [];
  const rowsOf = <Row>(kind: Kind, toRow: (handle: () => Promise<void>) => Row) =>
    Object.fromEntries(
      Object.keys(HANDLERS[kind]).map((id) => [id, toRow(async () => void handled.push(`${kind} ${id}`))]),
    );
  const plain = (kind: Kind) => rowsOf(kind, (handle) => handle);
  const table: HandlerTable = {
    commands: rowsOf("commands", (handle) => ({ answer: () => undefined, onlyOpens: () => false, handle })),
    forms: rowsOf("forms", (handle) => ({ isRequest: false, handle })),
    shortcuts: plain("shortcuts"),
    messageShortcuts: plain("messageShortcuts"),
    closings: plain("closings"),
    options: plain("options"),
    buttons: plain("buttons"),
    menus: plain("menus"),
    fields: plain("fields"),
    events: plain("events"),
  };
  return { table, handled };
}

/** As Bolt hands it on: what the way to a row reads. */
const DELIVER: Record<Kind, (id: string) => object> = {
  commands: (command) => ({ body: { command }, command: { command, text: "show x" }, ack: async () => {} }),
  shortcuts: (callback_id) => ({ body: { type: "shortcut" }, shortcut: { callback_id } }),
  messageShortcuts: (callback_id) => ({ body: { type: "message_action" }, shortcut: { callback_id } }),
  forms: (callback_id) => ({ body: { type: "view_submission" }, view: { callback_id, title: { text: "A form" } } }),
  closings: (callback_id) => ({ body: { type: "view_closed" }, view: { callback_id } }),
  options: (action_id) => ({ body: { type: "block_suggestion" }, options: {}, payload: { action_id } }),
  buttons: (action_id) => ({ body: { type: "block_actions" }, action: { type: "button", action_id } }),
  menus: (action_id) => ({ body: { type: "block_actions" }, action: { type: "overflow", action_id } }),
  fields: (action_id) => ({ body: { type: "block_actions" }, action: { type: "static_select", action_id } }),
  events: (type) => ({ body: { event: { type } }, event: { type } }),
};

// What a row is found by is all that there is of it.
const deliver = (kind: Kind, id: string) => DELIVER[kind](id) as Delivery;
const find = (kind: Kind, id: string) => findRow(HANDLERS, deliver(kind, id));
const everyRow = KINDS.flatMap((kind) => Object.keys(HANDLERS[kind]).map((id) => [kind, id] as const));

describe("the way to a row", () => {
  test.each(everyRow)("%s: %s is found, and nothing else is", async (kind, id) => {
    const { table, handled } = createTable();

    await findRow(table, deliver(kind, id))?.handle({} as never);

    expect(handled).toEqual([`${kind} ${id}`]);
    const others = KINDS.filter((other) => other !== kind && !(id in HANDLERS[other]) && !/:/.test(id));
    expect(others.filter((other) => find(other, id) !== undefined)).toEqual([]);
  });

  test.each<[Kind, string, string]>([
    ["fields", "task_form:weight:U1", "task_form:"],
    ["fields", "task_form:name", "task_form:"],
    ["fields", "settings:who:create", "settings:"],
    ["buttons", "command:3", "command:"],
    ["menus", "task_card_more:t1", "task_card_more:"],
  ])("%s: %s goes to its family %s", async (kind, id, family) => {
    const { table, handled } = createTable();

    await findRow(table, deliver(kind, id))?.handle({} as never);

    expect(handled).toEqual([`${kind} ${family}`]);
  });

  test.each(KINDS)("%s: what nobody has written into the table is in no row", (kind) => {
    for (const id of ["", "no_such_id", "constructor", "__proto__", "toString", "task_form", ":", "no_such:family"])
      expect(find(kind, id)).toBeUndefined();
  });

  test("a form or a press without an id, a closed window that asks for no word of it, and what is no button with a button's id are in no row", () => {
    const bodies = [
      { body: { type: "view_submission" }, view: {} },
      { body: { type: "view_closed" }, view: { callback_id: "link_account" } },
      { body: { type: "block_actions" }, action: undefined },
      { body: { type: "block_actions" }, action: { type: "static_select", action_id: "task_card.share" } },
      { body: { type: "dialog_submission" }, action: { type: "button", action_id: "task_card.share" } },
    ];

    expect(bodies.map((body) => findRow(HANDLERS, body as never))).toEqual(bodies.map(() => undefined));
  });

  test("commands, presses and forms without a promise of their own are done once; the rest is not journaled", () => {
    const asked = (kind: Kind, id: string) => find(kind, id)?.asked;

    expect(asked("commands", "/task")).toBe("/task show");
    expect(asked("messageShortcuts", "create_task_from_message")).toBe("Create task");
    expect(asked("shortcuts", "create_task")).toBeUndefined();
    expect(asked("buttons", "task_card.share")).toBe("Your press of a button");
    expect(asked("forms", "share_card")).toBe("A form");
    expect(asked("forms", "assign_people")).toBe("A form");
    expect(asked("forms", "task_form.create")).toBeUndefined();
    expect(asked("fields", "task_form:name")).toBeUndefined();
    expect(asked("options", "task_form:concepts")).toBeUndefined();
    expect(asked("events", "link_shared")).toBeUndefined();
  });

  test("what the words of a command alone can answer is answered in the ack, and not journaled; nor what only opens the form", async () => {
    const answers: object[] = [];
    const ack = async (answer: object) => void answers.push(answer);
    const typed = (text: string) => findRow(HANDLERS, { body: {}, command: { command: "/task", text }, ack } as never);

    for (const text of ["", "help", "help edit", "help no such verb", "x".repeat(20_000)]) {
      const row = typed(text);
      expect(row?.asked).toBeUndefined();
      await row?.handle({} as never);
    }
    expect(answers).toHaveLength(5);
    expect(typed("create")?.asked).toBeUndefined();
    expect(typed("edit Photos")?.asked).toBe("/task edit");
  });
});
