/** Slack's limit of `image_url` (docs.slack.dev/reference/block-kit/blocks/image-block). */
const MAX_LENGTH = 3_000;

/**
 * The address in the form in which Slack may be given it as `image_url`; undefined for one that Slack cannot fetch from outside, or
 * that says something of a network which is nobody's business there.
 *
 * Public is http or https without a user or password, to a name under a public top-level domain or to an IP address that IANA's
 * registries call globally reachable, whatever its spelling (the URL parser brings them into one form). What a name resolves to is
 * not looked up: the app itself fetches none of these addresses.
 */
export function publicAddress(text: string): string | undefined {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return undefined;
  const { protocol, username, password, hostname, href } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  if (username !== "" || password !== "" || href.length > MAX_LENGTH) return undefined;
  return isPublicHost(hostname) ? href : undefined;
}

function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith("[")) return isPublicIpv6(hostname.slice(1, -1));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return isPublicIpv4(toNumber(hostname));
  return isPublicName(hostname);
}

/** Top-level names that lead nowhere outside: RFC 2606, 6761, 6762, 7686, 8375, 9476, ICANN's .internal, and what networks call themselves. */
const PRIVATE_NAMES: ReadonlySet<string> = new Set([
  ...["localhost", "local", "internal", "test", "invalid", "onion", "alt", "arpa"],
  ...["localdomain", "lan", "home", "corp", "intranet", "private"],
]);

function isPublicName(hostname: string): boolean {
  const labels = hostname.replace(/\.$/, "").split(".");
  const top = labels.at(-1) ?? "";
  return labels.length > 1 && labels.every((label) => label !== "") && !PRIVATE_NAMES.has(top);
}

/** Not globally reachable (iana.org/assignments/iana-ipv4-special-registry), with multicast. */
const RESERVED_IPV4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
].map(toRange);

function toRange(text: string): { readonly first: number; readonly size: number } {
  const [base = "", bits = "32"] = text.split("/");
  return { first: toNumber(base), size: 2 ** (32 - Number(bits)) };
}

/** Of four decimal numbers with dots. */
function toNumber(ipv4: string): number {
  let value = 0;
  for (const part of ipv4.split(".")) value = value * 256 + Number(part);
  return value;
}

const isPublicIpv4 = (value: number): boolean =>
  RESERVED_IPV4.every(({ first, size }) => value < first || value >= first + size);

/**
 * Global unicast is 2000::/3 (iana.org/assignments/ipv6-address-space); all that carries an IPv4 address within is left out, as are
 * protocol assignments and documentation (iana.org/assignments/iana-ipv6-special-registry). IPv4-mapped ones are outside of it.
 */
function isPublicIpv6(text: string): boolean {
  const [first = 0, second = 0] = toGroups(text);
  if (first < 0x2000 || first > 0x3fff) return false;
  const isProtocol = first === 0x2001 && second < 0x200; // 2001::/23, with Teredo
  const isDocumentation = (first === 0x2001 && second === 0xdb8) || (first === 0x3fff && second < 0x1000);
  const is6to4 = first === 0x2002;
  return !isProtocol && !isDocumentation && !is6to4;
}

/** The eight numbers of an address in the URL parser's form: hexadecimal, with "::" for the longest run of zeros. */
function toGroups(text: string): readonly number[] {
  const [head = "", tail] = text.split("::");
  const read = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = read(head);
  if (tail === undefined) return before;
  const after = read(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
