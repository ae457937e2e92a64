import { expect, test } from "@jest/globals";
import { passesFilter } from "../../../sandbox/slack/conversation-filter.ts";

const CHANNEL = { kind: "channel", with: null } as const;
const PERSON = { kind: "direct", with: "U1" } as const;
const APP = { kind: "direct", with: "UB" } as const;

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
