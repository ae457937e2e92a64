import { beforeAll, describe, expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { describeOnBothDatabases, workspacesOf } from "./workspaces.ts";

const ACCOUNT = "Account on Clarifai";
const KEY = "Personal access token";

/** Everybody has an account by e-mail but those named here, whose accounts have another one. */
async function withOtherEmails({ tasks, slack }: TestWorkspace, handles: readonly string[]): Promise<void> {
  for (const handle of handles) {
    const person = slack.workspace.people.find((one) => one.handle === handle);
    if (person === undefined) throw new Error(`Nobody is called ${handle}`);
    await post(tasks, `users/${tasks.userId}/apps/${tasks.appId}/collaborators`, {
      collaborators: [{ user: { id: `${handle}-2`, user_detail: { primary_email: `${handle}@elsewhere.example` } } }],
    });
  }
}

async function post(tasks: TestWorkspace["tasks"], path: string, body: object) {
  const response = await tasks.fetch(
    new Request(`${tasks.baseUrl}/v2/${path}`, {
      method: "POST",
      headers: { authorization: `Key ${tasks.key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  const answer = toObject(await response.json());
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

describe("linking with the local tasks service", () => {
  const start = workspacesOf({ isSeeded: false });

  test("says that there is nothing to link", async () => {
    const { lena } = peopleOf(await start());
    await lena.command("/task link");

    expect(wordsOf(await lena.untilEphemeral("Nothing to link"))).toContain("by who they are in Slack");
  });
});

describeOnBothDatabases("linking with an account on the other side", (start) => {
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ana: SlackPerson;
  let ben: SlackPerson;

  beforeAll(async () => {
    workspace = await start({ side: "clarifai", isSeeded: false });
    ({ lena, ana, ben } = peopleOf(workspace));
    await withOtherEmails(workspace, ["ana", "ben"]);
  });

  const link = async (by: SlackPerson, fields: { person?: SlackPerson; account?: string; key?: string }) => {
    if (by.currentView() !== undefined) await by.close();
    await by.openModal("/task link");
    if (fields.person !== undefined) await by.pickPeople("Person", [fields.person.id]);
    if (fields.account !== undefined) await by.choose(ACCOUNT, fields.account);
    if (fields.key !== undefined) await by.fill(KEY, fields.key);
    await by.submit();
  };

  test("by the same e-mail, without naming the account", async () => {
    await link(ana, {});

    await ana.untilWords("Ana Souza is now linked to ana on Clarifai");
  });

  test("the window says whom one is linked to", async () => {
    await ben.openModal("/task link");
    await ben.untilWords("Ben Carter is linked to ben on Clarifai.");
    await ben.close();
    await ana.close();
    await ana.openModal("/task link");
    await ana.untilWords("Ana Souza is linked to ana on Clarifai.");

    expect(ana.title()).toBe("Link account");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("nobody links themselves to somebody else's account", async () => {
    await link(ana, { account: "ben-2" });

    await ana.untilWords("another e-mail than you have in Slack");
    expect(ana.title()).toBe("Link account");
  });

  test("nobody but an admin links somebody else", async () => {
    await link(ana, { person: ben, account: "ben-2" });

    await ana.untilWords("Only a workspace admin can link another person");
  });

  test("an admin links somebody else; a second person is refused the same account, by name", async () => {
    await link(lena, { person: ben, account: "ben-2" });
    await lena.untilWords("Ben Carter is now linked to ben-2 on Clarifai");

    await link(lena, { person: ana, account: "ben-2" });
    await lena.untilWords("ben-2 is linked to Ben Carter already");
  });

  test("a key proves whose account it is", async () => {
    const answer = await post(workspace.tasks, "users/ana-2/keys", { keys: [{}] });
    const key = toText(toObjects(answer["keys"])[0]?.["id"]);
    await link(ana, { key });

    await ana.untilWords("Ana Souza is now linked to ana-2 on Clarifai");
  });

  test("a wrong key is refused, and is not shown again", async () => {
    await link(ana, { key: "0123456789abcdef0123456789abcdef" });

    await ana.untilWords("Clarifai does not know this key");
    expect(JSON.stringify(ana.view())).not.toContain("0123456789abcdef");
  });

  test("a key links only oneself, also for an admin", async () => {
    await link(lena, { person: ben, key: "0123456789abcdef0123456789abcdef" });

    await lena.untilWords("it links only yourself");
  });

  test("a link survives a restart and decides who works", async () => {
    await workspace.restartApp();
    if (lena.currentView() !== undefined) await lena.close();
    await openTaskForm(lena, { concepts: [{ words: "Create “cat”", query: "cat" }], workers: [ben] });
    await lena.submit();

    await ben.untilMessage("Digits");
    expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: "ben-2" } }] } });
    expect(workspace.slack.violations).toEqual([]);
  });
});

describe("a person without an account, in the form", () => {
  const stranger = {
    handle: "noa",
    realName: "Noa Levi",
    title: "Labeler",
    email: "noa@example.com",
    timeZone: "Asia/Jerusalem",
  };
  const start = workspacesOf({ side: "clarifai", isSeeded: false });

  test("is named before anything is sent, and the Link button mends it without losing what was typed", async () => {
    const lead = { ...stranger, handle: "lena", realName: "Lena Fischer", email: "lena@example.com", isAdmin: true };
    const workspace = await start({ slack: { people: [lead, stranger] } });
    const [lena, noa] = [workspace.slack.person("lena"), workspace.slack.person("noa")];
    await forget(workspace, "noa");
    await openTaskForm(lena, { name: "Kept", concepts: [{ words: "Create “cat”", query: "cat" }], workers: [noa] });
    await lena.untilWords("No account on Clarifai: Noa Levi");
    expect(await lena.submitExpectingErrors()).toMatchObject({
      Workers: expect.stringContaining("Noa Levi has no account"),
    });

    await withOtherEmails(workspace, ["noa"]);
    await workspace.restartApp();
    await lena.press("Link");
    await lena.untilField(ACCOUNT);
    await lena.choose(ACCOUNT, "noa-2");
    await lena.submit();
    await lena.untilWords("Noa Levi is now linked to noa-2 on Clarifai");
    await lena.close();
    await workspace.slack.until(() => !lena.words().includes("No account"));
    expect(lena.words()).toContain("Noa Levi 100\u00a0%");
    expect(lena.value("Name").value).toBe("Kept");
    await lena.submit();

    await noa.untilMessage("Kept");
    expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: "noa-2" } }] } });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("who has linked themselves meanwhile is looked for again when the form is refused", async () => {
    const lead = { ...stranger, handle: "lena", realName: "Lena Fischer", email: "lena@example.com", isAdmin: true };
    const workspace = await start({ slack: { people: [lead, stranger] } });
    const [lena, noa] = [workspace.slack.person("lena"), workspace.slack.person("noa")];
    await forget(workspace, "noa");
    await withOtherEmails(workspace, ["noa"]);
    await openTaskForm(lena, { name: "Kept", concepts: [{ words: "Create “cat”", query: "cat" }], workers: [noa] });
    await lena.untilWords("No account on Clarifai: Noa Levi");
    const answer = await post(workspace.tasks, "users/noa-2/keys", { keys: [{}] });
    await noa.openModal("/task link");
    await noa.fill(KEY, toText(toObjects(answer["keys"])[0]?.["id"]));
    await noa.submit();
    await noa.untilWords("Noa Levi is now linked to noa-2");

    expect(await lena.submitExpectingErrors()).toMatchObject({ Workers: expect.stringContaining("no account") });
    await workspace.slack.until(() => !lena.words().includes("No account"));
    await lena.submit();
    await noa.untilMessage("Kept");
  });
});

/** Takes an account away on the other side. */
async function forget({ tasks }: TestWorkspace, account: string): Promise<void> {
  const response = await tasks.fetch(
    new Request(`${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/collaborators`, {
      method: "DELETE",
      headers: { authorization: `Key ${tasks.key}`, "content-type": "application/json" },
      body: JSON.stringify({ collaborator_ids: [account] }),
    }),
  );
  if (!response.ok) throw new Error(await response.text());
}
