/** The bot scope that a method needs, where the emulated Slack does not ask for it (docs.slack.dev/reference/methods). */
export const SCOPES_BY_METHOD: Readonly<Record<string, string>> = {
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "chat.delete": "chat:write",
  "chat.unfurl": "links:write",
  "files.getUploadURLExternal": "files:write",
  "files.completeUploadExternal": "files:write",
  "files.delete": "files:write",
  "usergroups.list": "usergroups:read",
  "users.info": "users:read",
  "users.list": "users:read",
  "users.lookupByEmail": "users:read.email",
  "users.profile.get": "users.profile:read",
  "team.info": "team:read",
  "bots.info": "users:read",
  "reactions.add": "reactions:write",
};
