/** What the app asks for where it is installed by OAuth; the manifests say what each is for, and a test compares them. */
export const BOT_SCOPES: readonly string[] = [
  "commands",
  "channels:read",
  "groups:read",
  "im:history",
  "im:write",
  "chat:write",
  "files:write",
  "links:read",
  "links:write",
  "usergroups:read",
  "users:read",
  "users:read.email",
];
