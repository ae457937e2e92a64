import { describe, expect, test } from "@jest/globals";
import { installationOf, isFromElsewhere, senderOf } from "../../../../src/domain/notifications/delivery-sender.ts";

const OURS = { team: "T1" };
const theirs = { id: "T2", domain: "else" };
const user = { id: "U1", team_id: "T1" };
const stranger = { id: "U2", team_id: "T2" };

describe("what a delivery says of where it comes from", () => {
  test.each<[string, Record<string, unknown>, string | undefined, boolean]>([
    ["a command", { command: "/task", team_id: "T1", user_id: "U1" }, "T1", false],
    ["a command elsewhere", { command: "/task", team_id: "T2", user_id: "U2" }, "T2", true],
    ["a press", { team: { id: "T1" }, user }, "T1", false],
    ["a press of a stranger's in a shared channel", { team: { id: "T1" }, user: stranger }, "T1", true],
    [
      "a press in a workspace of an organization",
      { team: { id: "T1" }, user: { id: "U1", team_id: "E1" } },
      "T1",
      false,
    ],
    ["a press with an installation to an organization", { team: null, user }, "T1", false],
    ["a form", { team: { id: "T1" }, user, view: { app_installed_team_id: "T1" } }, "T1", false],
    ["a form of a stranger's", { team: theirs, user: stranger, view: { app_installed_team_id: "T1" } }, "T1", true],
    ["a form that states their team alone", { team: theirs, user, view: { app_installed_team_id: "T1" } }, "T1", true],
    [
      "a form of another installation",
      { team: { id: "T1" }, user, view: { app_installed_team_id: "T2" } },
      "T2",
      false,
    ],
    ["an event", { event: { user: "U1" }, team_id: "T1", authorizations: [{ team_id: "T1" }] }, "T1", false],
    ["a host's event", { event: { user: "U1" }, team_id: "T2", authorizations: [{ team_id: "T1" }] }, "T1", false],
    ["an event without authorizations", { event: { user: "U1" }, team_id: "T1" }, "T1", false],
    [
      "a message of a stranger's",
      { event: { user: "U2", user_team: "T2" }, team_id: "T1", authorizations: [{ team_id: "T1" }] },
      "T1",
      true,
    ],
    ["nothing", {}, undefined, false],
    ["other types", { team: 7, user: null, view: [], team_id: {} }, undefined, false],
  ])("%s", (_what, body, installation, isElsewhere) => {
    expect(installationOf(body)).toBe(installation);
    expect(isFromElsewhere(body, OURS)).toBe(isElsewhere);
  });

  test("in an organization the directory decides, since its workspaces are many", () => {
    expect(isFromElsewhere({ team: null, user: stranger }, { team: "T1", enterprise: "E1" })).toBe(false);
  });
});

test.each<[Record<string, unknown>, string | undefined]>([
  [{ command: "/task", user_id: "U1" }, "U1"],
  [{ user }, "U1"],
  [{ event: { user: "U1" } }, "U1"],
  [{ event: { user: { id: "U1" } } }, "U1"],
  [{ event: { type: "app_uninstalled" } }, undefined],
  [{ user: undefined }, undefined],
  [{ user: { id: "" } }, undefined],
])("%j was sent by %s", (body, sender) => {
  expect(senderOf(body)).toBe(sender);
});
