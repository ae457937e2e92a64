import * as z from "zod";
import type * as State from "../slack/sandbox-state.ts";

const Id = z.string().min(1).max(255);
const Option = z.custom<NonNullable<State.FieldValue["selected_option"]>>(
  (value) => z.looseObject({ text: z.looseObject({ text: z.string() }) }).safeParse(value).success,
);
const FieldValue = z.object({
  type: z.string(),
  value: z.string().nullable().exactOptional(),
  selected_option: Option.nullable().exactOptional(),
  selected_options: z.array(Option).exactOptional(),
  selected_user: z.string().nullable().exactOptional(),
  selected_users: z.array(z.string()).exactOptional(),
  selected_conversation: z.string().nullable().exactOptional(),
  selected_conversations: z.array(z.string()).exactOptional(),
  selected_channel: z.string().nullable().exactOptional(),
  selected_channels: z.array(z.string()).exactOptional(),
  selected_date: z.string().nullable().exactOptional(),
  selected_time: z.string().nullable().exactOptional(),
  selected_date_time: z.number().nullable().exactOptional(),
  rich_text_value: z.unknown().exactOptional(),
});
const FieldValues = z.record(z.string(), z.record(z.string(), FieldValue));
const Place = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("view"), viewId: Id }),
  z.object({ kind: z.literal("message"), channel: Id, ts: Id }),
  z.object({ kind: z.literal("home") }),
]);
const MessagePlace = z.object({ channel: Id, ts: Id });
/** What a person can type at once; Slack itself stops there. */
const Typed = z.string().min(1).max(12_000);

/** What the page may send, route by route. */
export const Requests = {
  commands: z.object({ as: Id, channel: Id, text: Typed }),
  messages: z.object({ as: Id, channel: Id, text: Typed, threadTs: Id.exactOptional() }),
  "block-actions": z.object({
    as: Id,
    place: Place,
    blockId: Id,
    actionId: Id,
    value: FieldValue,
    values: FieldValues.exactOptional(),
  }),
  "view-submissions": z.object({ as: Id, viewId: Id, values: FieldValues.exactOptional() }),
  "view-closings": z.object({ as: Id, viewId: Id, isCleared: z.boolean().exactOptional() }),
  suggestions: z.object({
    as: Id,
    place: Place,
    blockId: Id,
    actionId: Id,
    query: z.string().max(3000),
    values: FieldValues.exactOptional(),
  }),
  shortcuts: z.object({ as: Id, callbackId: Id, channel: Id.exactOptional(), message: MessagePlace.exactOptional() }),
  "home-opened": z.object({ as: Id, tab: z.enum(["home", "messages"]) }),
  read: z.object({ as: Id, channel: Id }),
  worker: z.object({ as: Id, person: Id }),
};
