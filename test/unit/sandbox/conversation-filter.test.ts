import { expect, test } from "@jest/globals";
import { passesFilter } from "../../../sandbox/slack/conversation-filter.ts";

const CHANNEL = { kind: "channel", with: null, isExternal: false } as const;
const PERSON = { kind: "direct", with: "U1", isExternal: false } as const;
const APP = { kind: "direct", with: "UB", isExternal: false } as const;

test.each([
  [{}, [true, true, true]],
  [{ include: ["public", "private"] }, [true, false, false]],
  [{ include: ["im"] }, [false, true, true]],
  [{ include: ["mpim", "private"] }, [false, false, false]],
  [{ exclude_bot_users: true }, [true, true, false]],
  [{ include: ["im"], exclude_bot_users: true }, [false, true, false]],
])("%j lets through what it names: channels, people, the app", (filter, expected) => {
  const offered = [CHANNEL, PERSON, APP].map((one) => passesFilter(one, filter, "UB"));

  expect(offered).toEqual(expected);
});

test("a channel that is connected with another organization can be left out", () => {
  const connected = { ...CHANNEL, isExternal: true };

  expect(passesFilter(connected, {}, "UB")).toBe(true);
  expect(passesFilter(connected, { exclude_external_shared_channels: true }, "UB")).toBe(false);
  expect(passesFilter(CHANNEL, { exclude_external_shared_channels: true }, "UB")).toBe(true);
});
