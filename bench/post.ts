import { type Agent, request } from "node:http";
import type { Delivery } from "./signed.ts";

/** Resolves with the answer when it has come whole; rejects when it is no ack. */
export const post = (url: string, { headers, body }: Delivery, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a delivery was answered with ${response.statusCode}`));
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("end", () => resolve(Buffer.concat(parts).toString()));
    });
    sent.once("error", reject).end(body);
  });
