import { BlockList } from "node:net";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { addressForSlack } from "../../../../src/domain/labeling/picture.ts";
import { publicAddress } from "../../../../src/domain/labeling/public-address.ts";

/** What must never leave, by Node's own arithmetic of networks. */
const reserved = new BlockList();
for (const [network, bits] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
  ] as const),
  ...([
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
])
  reserved.addSubnet(network, bits, "ipv4");

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const reservedOctets = fc
  .tuple(
    fc.constantFrom(
      "10.0",
      "127.0",
      "172.16",
      "172.31",
      "192.168",
      "169.254",
      "100.64",
      "100.127",
      "0.0",
      "224.1",
      "255.255",
    ),
    fc.nat(255),
    fc.nat(255),
  )
  .map(([two, third, fourth]) => [...two.split(".").map(Number), third, fourth]);

/** The same address as browsers take it: each part decimal, octal or hexadecimal, the last ones as one number. */
function spellings(parts: readonly number[]): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = parts.map((part) => `0x${part.toString(16)}`).join(".");
  const octal = parts.map((part) => `0${part.toString(8)}`).join(".");
  return [
    `${a}.${b}.${c}.${d}`,
    `${a}.${b}.${c}.${d}.`,
    String(whole),
    `0x${whole.toString(16)}`,
    hex,
    octal,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    encodeURIComponent(`${a}.${b}.${c}.${d}`).replaceAll(".", "%2E"),
    `${a}。${b}。${c}。${d}`,
  ];
}

const mapped = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly string[] => [
  `[::ffff:${a}.${b}.${c}.${d}]`,
  `[::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}]`,
  `[0:0:0:0:0:FFFF:${a}.${b}.${c}.${d}]`,
  `[::${a}.${b}.${c}.${d}]`,
  `[64:ff9b::${a}.${b}.${c}.${d}]`,
  `[2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::1]`,
];

describe("an address that Slack may be given", () => {
  test.each([
    "https://example.com/cat.jpg",
    "http://upload.example.org:8080/a%20b.png?size=2#x",
    "https://8.8.8.8/x.png",
    "https://[2606:4700:4700::1111]/x.png",
    "https://[2a00:1450:4001:81b::200e]/x.png",
    "https://bücher.example.com/x.png",
    "https://data.clarifai.com/orig/users/a/b.jpg",
  ])("is %s", (address) => {
    expect(publicAddress(address)).toBe(new URL(address).href);
  });

  test.each([
    "",
    "cat.jpg",
    "//example.com/cat.jpg",
    "ftp://example.com/cat.jpg",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "s3://bucket/cat.jpg",
    "gs://bucket/cat.jpg",
    "https://user@example.com/cat.jpg",
    "https://:secret@example.com/cat.jpg",
    "http://localhost/cat.jpg",
    "http://LOCALHOST./cat.jpg",
    "http://pictures/cat.jpg",
    "http://pictures./cat.jpg",
    "http://nas.local/cat.jpg",
    "http://nas.LOCAL./cat.jpg",
    "http://store.corp.internal/cat.jpg",
    "http://router.home.arpa/cat.jpg",
    "http://a.localhost/cat.jpg",
    "http://a..example.com/cat.jpg",
    "http://[::1]/cat.jpg",
    "http://[::]/cat.jpg",
    "http://[fe80::1]/cat.jpg",
    "http://[fd00:1234::1]/cat.jpg",
    "http://[fec0::1]/cat.jpg",
    "http://[ff02::1]/cat.jpg",
    "http://[2001:db8::1]/cat.jpg",
    "http://[2001::1]/cat.jpg",
    "http://[3fff:123::1]/cat.jpg",
    `https://example.com/${"x".repeat(3_000)}`,
  ])("is not %s", (address) => {
    expect(publicAddress(address)).toBeUndefined();
  });

  test("is counted as it is given: an address that grows by its encoding is too long", () => {
    const address = `https://example.com/${"ü".repeat(1_000)}`;

    expect(address.length).toBeLessThan(3_000);
    expect(publicAddress(address)).toBeUndefined();
  });

  test("no reserved IPv4 address passes, however it is spelled", () => {
    fc.assert(
      fc.property(fc.oneof(reservedOctets, octets), (parts) => {
        const isReserved = reserved.check(parts.join("."), "ipv4");
        for (const host of spellings(parts))
          expect([host, publicAddress(`http://${host}/x`) === undefined]).toEqual([host, isReserved]);
        for (const host of mapped(parts)) expect(publicAddress(`http://${host}/x`)).toBeUndefined();
      }),
    );
  });

  test("of IPv6 only global unicast passes, in any spelling", () => {
    const group = fc.nat(0xffff);
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const [first = 0, second = 0] = groups;
        const isOutside = first < 0x2000 || first > 0x3fff;
        const spelled = groups.map((each) => each.toString(16).toUpperCase().padStart(4, "0")).join(":");
        if (isOutside) expect(publicAddress(`https://[${spelled}]/x`)).toBeUndefined();
        else if (first > 0x2002 && (first !== 0x3fff || second > 0xfff))
          expect(publicAddress(`https://[${spelled}]/x`)).toBeDefined();
      }),
    );
  });

  test("whatever passes is http(s), without credentials, at most 3,000 long, and passes again as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (text) => {
        const address = publicAddress(text);
        if (address === undefined) return;
        expect(address).toMatch(/^https?:\/\/[^/@]+\//);
        expect(address.length).toBeLessThanOrEqual(3_000);
        expect(publicAddress(address)).toBe(address);
      }),
    );
  });
});

describe("a picture that Slack fetches by itself", () => {
  const copy = "https://data.clarifai.com/orig/a/b";

  test.each([
    [{ url: "https://example.com/a.jpg", hosted: { url: copy, needsKey: false } }, "https://example.com/a.jpg"],
    [{ url: "http://10.0.0.1/a.jpg", hosted: { url: copy, needsKey: false } }, copy],
    [{ url: "https://example.com/a.jpg", hosted: { url: copy, needsKey: true } }, "https://example.com/a.jpg"],
    // The other side's own store, which wants a key.
    [{ url: "https://data.clarifai.com/orig/a/b", hosted: { url: copy, needsKey: true } }, undefined],
    [{ url: "http://10.0.0.1/a.jpg", hosted: { url: copy, needsKey: true } }, undefined],
    [{ base64: "AAAA" }, undefined],
    [{}, undefined],
  ])("%j stands at %s", (image, address) => {
    expect(addressForSlack(image)).toBe(address);
  });
});
