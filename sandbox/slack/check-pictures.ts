import { BlockList, isIP } from "node:net";
import type { Files } from "./files.ts";
import { isObject, type Json, toText } from "./json.ts";
import { Problems } from "./problems.ts";

/** What stands in the way of the pictures in blocks; `isOwnFault` where waiting would not mend it. */
export type PictureProblems = { readonly messages: readonly string[]; readonly isOwnFault: boolean };

/** What Slack, which fetches pictures by their address or takes them from files, could not show of these blocks. */
export function checkPictures(files: Files, blocks: unknown, pointer: string): PictureProblems {
  const problems = new Problems();
  let isOwnFault = false;
  const visit = (value: unknown, at: string): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, `${at}/${index}`);
    if (!isObject(value)) return;
    if (value["type"] === "image") check(value, at);
    else for (const [key, inner] of Object.entries(value)) visit(inner, `${at}/${key}`);
  };
  const check = (image: Json, at: string): void => {
    const { slack_file: file, image_url: url } = image;
    if (isObject(file)) {
      const problem = files.problemOf(toText(file["id"]));
      if (problem === undefined) return;
      isOwnFault ||= problem !== "processing";
      problems.add(`invalid slack file: ${problem}`, `${at}/slack_file`);
    } else if (typeof url === "string" && !isReachable(url)) {
      isOwnFault = true;
      problems.add("downloading image failed", `${at}/image_url`);
    }
  };
  visit(blocks, pointer);
  return { messages: problems.list(), isOwnFault };
}

/** Networks that nobody outside of them reaches. */
const INSIDE = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const)
  INSIDE.addSubnet(network, bits, "ipv4");

/** Whether Slack's servers could reach a host of this kind: the sandbox itself asks nobody. */
function isReachable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return false;
  // Those of the whole internet; loopback, link-local and private ones begin otherwise.
  if (hostname.startsWith("[")) return /^\[[23]/.test(hostname);
  if (isIP(hostname) === 4) return !INSIDE.check(hostname, "ipv4");
  return hostname.includes(".") && !/\.(local|internal|localhost)\.?$/.test(hostname);
}
