import type {
  ChannelsSelect,
  ConversationsSelect,
  MultiChannelsSelect,
  MultiConversationsSelect,
  MultiUsersSelect,
  UsersSelect,
} from "@slack/types";
import { passesFilter } from "../../slack/conversation-filter.ts";
import type { FieldValue } from "../../slack/sandbox-state.ts";
import { useWorkspace, type Workspace } from "../parts/workspace.ts";
import { toPlain } from "../text/text.tsx";
import type { Choice } from "./choice.ts";
import { ComboBox } from "./combo-box.tsx";
import { ariaOf, type FieldProps, useForm } from "./form.ts";
import { useChoice } from "./use-choice.ts";
import { useLocalSuggestions } from "./use-suggestions.ts";

type DirectoryElement =
  | UsersSelect
  | MultiUsersSelect
  | ConversationsSelect
  | MultiConversationsSelect
  | ChannelsSelect
  | MultiChannelsSelect;

/** Selects whose choices Slack itself knows: people, channels, conversations. */
export function DirectorySelectField(props: FieldProps<DirectoryElement>) {
  const { element } = props;
  const form = useForm();
  const workspace = useWorkspace();
  const choose = useChoice(props);
  const kind = KINDS[element.type];
  const choices = kind.list(workspace, element);
  const local = useLocalSuggestions([{ choices }]);
  const chosen = kind
    .read(form.read(props.address))
    .map((key) => choices.find((choice) => choice.key === key) ?? { key, text: key });
  return (
    <ComboBox
      aria={ariaOf(props)}
      placeholder={toPlain(element.placeholder) || kind.placeholder}
      autofocus={element.focus_on_load === true}
      chosen={chosen}
      isMany={kind.isMany}
      max={"max_selected_items" in element ? (element.max_selected_items ?? Infinity) : Infinity}
      canClear={!props.isRequired && props.label === undefined}
      {...local}
      onChoose={(next) => void choose(kind.write(next.map((choice) => choice.key)))}
    />
  );
}

type Kind = {
  readonly isMany: boolean;
  readonly placeholder: string;
  list(workspace: Workspace, element: DirectoryElement): readonly Choice[];
  read(value: FieldValue | undefined): readonly string[];
  write(keys: readonly string[]): Omit<FieldValue, "type">;
};

const listPeople = (workspace: Workspace): readonly Choice[] =>
  workspace.people
    .filter((person) => person.isActive)
    .map((person) => ({ key: person.id, text: person.realName, description: person.title, userId: person.id }));

const listChannels = (workspace: Workspace): readonly Choice[] =>
  workspace.conversations
    .filter((conversation) => conversation.kind === "channel")
    .map((channel) => ({ key: channel.id, text: `#${channel.name}` }));

/** Channels and direct conversations that the element's filter lets through. */
const listConversations = (workspace: Workspace, element: DirectoryElement): readonly Choice[] =>
  workspace.conversations
    .filter((conversation) =>
      passesFilter(conversation, ("filter" in element && element.filter) || {}, workspace.bot.userId),
    )
    .map(({ id, name, with: other }) => ({
      key: id,
      text: other === null ? `#${name}` : name,
      ...(other !== null && { userId: other }),
    }));

const oneOf = (value: string | null | undefined): readonly string[] => (value ? [value] : []);

const KINDS: Readonly<Record<DirectoryElement["type"], Kind>> = {
  users_select: {
    isMany: false,
    placeholder: "Select a person",
    list: listPeople,
    read: (value) => oneOf(value?.selected_user),
    write: ([key]) => ({ selected_user: key ?? null }),
  },
  multi_users_select: {
    isMany: true,
    placeholder: "Select people",
    list: listPeople,
    read: (value) => value?.selected_users ?? [],
    write: (keys) => ({ selected_users: keys }),
  },
  channels_select: {
    isMany: false,
    placeholder: "Select a channel",
    list: listChannels,
    read: (value) => oneOf(value?.selected_channel),
    write: ([key]) => ({ selected_channel: key ?? null }),
  },
  multi_channels_select: {
    isMany: true,
    placeholder: "Select channels",
    list: listChannels,
    read: (value) => value?.selected_channels ?? [],
    write: (keys) => ({ selected_channels: keys }),
  },
  conversations_select: {
    isMany: false,
    placeholder: "Select a conversation",
    list: listConversations,
    read: (value) => oneOf(value?.selected_conversation),
    write: ([key]) => ({ selected_conversation: key ?? null }),
  },
  multi_conversations_select: {
    isMany: true,
    placeholder: "Select conversations",
    list: listConversations,
    read: (value) => value?.selected_conversations ?? [],
    write: (keys) => ({ selected_conversations: keys }),
  },
};
