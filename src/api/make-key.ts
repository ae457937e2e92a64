import * as z from "zod";
import { createTransport, type TransportOptions } from "./transport.ts";

const KeysAnswer = z.object({ keys: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()) });

/**
 * PostKeys: makes a key with which `userId` acts, and which ends at `expiresAt`. The owner of an app may ask that of the local tasks
 * service for its collaborators; Clarifai gives keys to nobody but whose they are. Rejects with `TasksApiError`.
 */
export function createKeyMaker(options: TransportOptions) {
  const transport = createTransport(options);
  return async (userId: string, key: { description: string; expiresAt: Date }): Promise<string> => {
    const { keys } = await transport.send(
      {
        name: "PostKeys",
        method: "POST",
        path: ["users", userId, "keys"],
        body: { keys: [{ description: key.description, expires_at: key.expiresAt.toISOString() }] },
        answer: KeysAnswer,
        repeat: "if_untouched",
      },
      "background",
    );
    return keys[0].id;
  };
}
