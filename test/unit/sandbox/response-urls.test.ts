import { expect, test } from "@jest/globals";
import { ResponseUrls } from "../../../sandbox/slack/response-urls.ts";
import { Triggers } from "../../../sandbox/slack/triggers.ts";

function counter() {
  let next = 0;
  return () => `id${next++}`;
}

test("a response_url takes five uses within thirty minutes", () => {
  let now = 0;
  const urls = new ResponseUrls({ now: () => now, newId: counter(), origin: () => "http://layer" });
  const target = { channel: "C1", person: "U1", messageTs: null };
  const idOf = (url: string) => url.split("/").at(-1) ?? "";
  const used = idOf(urls.issue(target));
  const old = idOf(urls.issue(target));

  for (let use = 0; use < 5; use += 1) expect(urls.take(used)).toEqual(target);

  expect(urls.take(used)).toEqual({ error: "used_url" });
  now = 30 * 60 * 1000;
  expect(urls.take(old)).toEqual(target);
  now += 1;
  expect(urls.take(old)).toEqual({ error: "expired_url" });
  expect(urls.take("guessed")).toEqual({ error: "expired_url" });
});

test("a trigger opens one view within three seconds", () => {
  let now = 0;
  const triggers = new Triggers(() => now, counter());
  const [first, late] = [triggers.issue("U1"), triggers.issue("U1", "V1")];

  expect(triggers.ownerOf(late)).toBe("U1");
  expect(triggers.take(first)).toMatchObject({ person: "U1" });
  expect(triggers.take(first)).toEqual({ error: "exchanged_trigger_id" });
  now = 3001;
  expect(triggers.take(late)).toEqual({ error: "expired_trigger_id" });
  expect(triggers.take("guessed")).toEqual({ error: "invalid_trigger_id" });
});
