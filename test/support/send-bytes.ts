import { once } from "node:events";
import { connect } from "node:net";

export type Sent = {
  /** The status line's number; undefined when the connection ended without an answer. */
  readonly status: number | undefined;
  /** How many bytes of the body went out before the other side ended the connection. */
  readonly bytes: number;
};

/**
 * Writes an HTTP request byte by byte as told, and waits until the other side ends the connection: the head (without the empty line
 * when it stays half-sent), then `chunk` again and again, up to `total` bytes.
 */
export async function sendBytes(
  url: string,
  { head, chunk = "", total = 0 }: { head: string; chunk?: string; total?: number },
): Promise<Sent> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answer: Buffer[] = [];
  let bytes = 0;
  socket.on("data", (data) => answer.push(data));
  // The other side may end the connection while we write, which is what is looked at here.
  socket.on("error", () => undefined);
  const closed = once(socket, "close").catch(() => undefined);
  await Promise.race([once(socket, "connect"), closed]);
  socket.write(head);
  while (bytes < total && !socket.destroyed) {
    bytes += chunk.length;
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
  }
  await closed;
  const status = /^HTTP\/1\.1 (\d+)/.exec(Buffer.concat(answer).toString())?.[1];
  return { status: status === undefined ? undefined : Number(status), bytes };
}

/** A chunk of a body in HTTP's chunked form. */
export const chunkOf = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
