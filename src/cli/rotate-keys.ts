import { randomUUID } from "node:crypto";
import { APP_DATABASE, databaseOf } from "../app/database-of.ts";
import { readSealedConfig } from "../config.ts";
import { createSealer } from "../store/seal.ts";
import { createStore } from "../store/store.ts";
import { runCommand, UsageError } from "./run-command.ts";

const SHOWN = 20;

/** Whose, as far as a line holds it. */
function listOf(whose: readonly string[]): string {
  const shown = whose.slice(0, SHOWN).join(", ");
  const more = whose.length > SHOWN ? ` and ${whose.length - SHOWN} more` : "";
  return whose.length === 0 ? "" : ` (${shown}${more})`;
}

await runCommand({
  help: `Usage: ENCRYPTION_KEY=new,old npm run rotate-keys

Encrypts every token and key that is kept anew, with the first key in ENCRYPTION_KEY; the others open what they have encrypted.
Beside a running app: start every process of it with ENCRYPTION_KEY=new,old first. Run again, it goes on where it stopped.

Exit code: 0, all is encrypted with the first key, and the others can be left out · 1, something cannot be opened.
`,
  failed: "The keys cannot be changed",
  async run(args, env) {
    if (args.length > 0) throw new UsageError(`there is no "${args.join(" ")}"`);
    const { database, encryptionKeys } = readSealedConfig(env);
    const target = databaseOf(database, APP_DATABASE);
    const store = await createStore(target, { now: () => new Date(), newId: randomUUID });
    try {
      const counts = Object.entries(await store.resealAll(createSealer(encryptionKeys)));
      for (const [kind, { anew, already, unreadable }] of counts)
        process.stdout.write(
          `${kind}: ${anew} encrypted anew, ${already} already were, ${unreadable.length} cannot be opened${listOf(unreadable)}\n`,
        );
      if (counts.every(([, { unreadable }]) => unreadable.length === 0)) {
        process.stdout.write("All is encrypted with the first key: the others can be left out.\n");
        return 0;
      }
      throw new Error(
        "some was encrypted with a key that ENCRYPTION_KEY does not have, or is damaged. Add that key, and run this again. What no key opens is entered anew: the app installed again, an account connected with /task connect, an own key with /task link; the app's own is made anew when it starts",
      );
    } finally {
      await store.close();
    }
  },
});
