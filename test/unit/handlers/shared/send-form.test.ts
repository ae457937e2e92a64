import { describe, expect, test } from "@jest/globals";
import { err, ok } from "../../../../src/domain/result.ts";
import { sendForm, sendPress } from "../../../../src/handlers/shared/send-form.ts";

const NOTHING_SAID = { title: "", text: "" };

/** A form or a press, and all that happens to it, in its order. */
function deliver(begun: "begun" | "pending" | "done" = "begun") {
  const seen: string[] = [];
  const note = (what: string) => async () => void seen.push(what);
  const steps = {
    read: async () => {
      seen.push("read");
      return ok(1);
    },
    journal: async () => {
      seen.push("journal");
      return begun;
    },
    working: (_read: number, how: string) => ({ title: "Window", text: how }),
    run: note("run"),
  };
  const ack = async (answer?: { view?: { title: { text: string } }; errors?: object }) =>
    void seen.push(answer?.errors ? "ack errors" : answer?.view ? `ack ${answer.view.title.text}` : "ack");
  const client = { views: { update: note("views.update") } };
  const actor = { team: { id: "T1" }, user: { id: "U1" } };
  const form = { ack, client, body: { ...actor, type: "view_submission" }, view: { id: "V1" } };
  const press = {
    ack,
    client,
    body: { ...actor, view: { id: "V1" } },
    action: { value: "x" },
    respond: note("respond"),
  };
  return { seen, steps, form: form as never, press: press as never, useCases: { log: {} } as never };
}

describe("what is sent and then owed", () => {
  test("a form is read, journaled, acknowledged, and only then carried out", async () => {
    const { seen, steps, form, useCases } = deliver();

    await sendForm(steps).handle(useCases, form);

    expect(seen).toEqual(["read", "journal", "ack Window", "run"]);
  });

  test("a press is journaled before its ack too, and shows how it goes on before it is carried out", async () => {
    const { seen, steps, press, useCases } = deliver();

    await sendPress(steps)(useCases, press);

    expect(seen).toEqual(["read", "journal", "ack", "views.update", "run"]);
  });

  test.each(["pending", "done"] as const)("what is %s already is answered and not carried out again", async (begun) => {
    const { seen, steps, form, press, useCases } = deliver(begun);

    await sendForm(steps).handle(useCases, form);
    await sendPress(steps)(useCases, press);

    expect(seen).not.toContain("run");
    expect(seen).toEqual(["read", "journal", "ack Window", "read", "journal", "ack", "views.update"]);
  });

  test("what is refused is not journaled; what follows a refusal comes after the ack", async () => {
    const { seen, steps, form, press, useCases } = deliver();
    const afterwards = async () => void seen.push("afterwards");

    await sendForm({ ...steps, read: async () => err({ errors: { b: "No." }, afterwards }) }).handle(useCases, form);
    await sendPress({ ...steps, read: async () => err({ title: "No", text: "No." }) })(useCases, press);

    expect(seen).toEqual(["ack errors", "afterwards", "ack", "views.update"]);
  });

  test("nothing remote can be awaited before the ack: the compiler refuses it", () => {
    const rest = { working: () => NOTHING_SAID, run: async () => {} };
    const journal = async () => "begun" as const;

    sendForm({
      ...rest,
      journal,
      // @ts-expect-error Slack is asked.
      read: async (_local, { client }) => ok(client),
    });
    sendForm({
      ...rest,
      journal,
      // @ts-expect-error The other side is asked.
      read: async (local) => ok(await local.forms.lookUp("T1", undefined)),
    });
    sendForm({
      ...rest,
      journal,
      // @ts-expect-error Slack is asked who somebody is.
      read: async (local) => ok(await local.settings.whoIs("U1")),
    });
    sendPress({
      ...rest,
      read: async () => ok(1),
      // @ts-expect-error It would be carried out before the ack.
      journal: async ({ submissions }) => submissions.carryOut("x").then(() => "begun" as const),
    });
    expect(rest.working()).toBe(NOTHING_SAID);
  });
});
