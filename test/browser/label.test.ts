import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { callTasksApi, postTasks } from "../support/post-tasks.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { onSandboxPage } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

const LOOKS = [
  { picture: "label", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { picture: "label-dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { picture: "label-narrow", colorScheme: "light", viewport: { width: 400, height: 900 } },
] as const;

describe("labeling, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
    const { slack } = sandbox.workspace;
    const workers = ["ana", "ben", "mei"].map((handle) => ({ user: { id: slack.person(handle).id } }));
    await callTasksApi(sandbox.workspace, "POST", "collaborators", { collaborators: workers });
    await postTasks(sandbox.workspace, [
      {
        name: "Wonky digits",
        description: "Which digit is it? A seven with a bar is a seven. Where two digits touch, label the larger one.",
        type: "CONCEPTS_CLASSIFICATION",
        worker: { strategy: "FULL", workers },
        concepts: Array.from({ length: 10 }, (_, digit) => ({ concept: { id: String(digit) } })),
        metadata: { labeldesk: { v: 1, concepts_per_input: "one" } },
      },
    ]);
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test.each(LOOKS.map((look, index) => [["Ana Souza", "Ben Carter", "Mei Tanaka"][index] ?? "", look] as const))(
    "%s labels three inputs without reading anything else",
    async (name, { picture, colorScheme, viewport }) => {
      const worker = onSandboxPage(await sandbox.openPage({ colorScheme }));
      await worker.become(name);
      await worker.page.setViewportSize(viewport);
      await worker.say("/task label Wonky digits");
      const form = await worker.modal("Label");
      for (const digit of ["7", "8", "6"]) {
        await form.locator("img").waitFor();
        await form.getByRole("radio", { name: digit, exact: true }).check();
        if (digit === "6") await takePicture(worker.page, picture);
        const before = await form.getByText(/ of 200/).textContent();
        await form.getByRole("button", { name: "Submit and next" }).click();
        await form
          .getByText(/ of 200/)
          .filter({ hasNotText: before ?? "" })
          .waitFor();
      }

      await form.getByText(/^4 of 200/).waitFor();
      expect(await form.getByRole("radio", { checked: true }).count()).toBe(0);
      const { scrollWidth, clientWidth } = await form.evaluate((box) => box.ownerDocument.documentElement);
      expect(scrollWidth).toBe(clientWidth);
      expect(sandbox.complaints).toEqual([]);
    },
  );
});
