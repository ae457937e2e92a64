import { expect, test } from "@jest/globals";
import { suggest } from "../../../sandbox/page/shell/composer-suggestions.ts";

const COMMANDS = [{ command: "/task", description: "Tasks", usageHint: "create | help" }];
const ANA = {
  id: "U1",
  name: "ana",
  realName: "Ana Souza",
  title: "Labeler",
  timeZone: "UTC",
  isAdmin: false,
  isActive: true,
  unread: 0,
};

test("a slash at the beginning offers commands until one is typed out", () => {
  expect(suggest("/t", COMMANDS, [ANA]).map(({ replacement }) => replacement)).toEqual(["/task "]);
  expect(suggest("/task create", COMMANDS, [ANA])).toEqual([]);
  expect(suggest("a /t", COMMANDS, [ANA])).toEqual([]);
});

test("an @ offers people by handle or name, and is replaced from where it stands", () => {
  const [offered] = suggest("/task assign @sou", COMMANDS, [ANA]);
  expect(offered).toMatchObject({ from: 13, replacement: "@ana " });
  expect(suggest("mail@an", COMMANDS, [ANA])).toEqual([]);
  expect(suggest("@a", COMMANDS, [{ ...ANA, isActive: false }])).toEqual([]);
});
