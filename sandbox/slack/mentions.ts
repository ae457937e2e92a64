import type { SlackCore } from "./core.ts";

/** What a person types, as Slack stores it: `&`, `<` and `>` escaped, references that are markup already left alone. */
function escapeTyped(text: string): string {
  return text
    .split(/(<[@#!][A-Z0-9][^<>]*>)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    )
    .join("");
}

/** Turns `@handle` and `#channel` into references, as the message box does when a person picks them. */
export function linkMentions(core: SlackCore, text: string, form: "command" | "message"): string {
  const { people, bot } = core.workspace;
  const handles = new Map<string, string>(people.map((person) => [person.handle.toLowerCase(), person.id]));
  handles.set(bot.name.toLowerCase(), bot.userId);
  return escapeTyped(text)
    .replaceAll(/(^|\s)@([\w.-]+)/g, (whole, before: string, handle: string) => {
      const group = core.groups.find((each) => each.handle === handle.toLowerCase());
      if (group !== undefined) return `${before}<!subteam^${group.id}${form === "command" ? `|@${group.handle}` : ""}>`;
      const id = handles.get(handle.toLowerCase());
      if (id === undefined) return whole;
      return `${before}<@${id}${form === "command" ? `|${handle.toLowerCase()}` : ""}>`;
    })
    .replaceAll(/<@([UW][A-Z0-9]+)>/g, (whole, id: string) => {
      const person = people.find((one) => one.id === id);
      return form === "command" && person !== undefined ? `<@${id}|${person.handle}>` : whole;
    })
    .replaceAll(/(^|\s)#([\w-]+)/g, (whole, before: string, name: string) => {
      const room = core.book.findRoomByName(name);
      return room === undefined ? whole : `${before}<#${room.id}|${name}>`;
    });
}
