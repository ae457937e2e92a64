/** What a call of Slack was given: ours sends windows and messages as JSON, and WebClient everything as a form with JSON in it. */
export function readArguments(contentType = "", body: string): Readonly<Record<string, unknown>> {
  if (contentType.includes("json")) return Object(JSON.parse(body));
  const args = Object.fromEntries(new URLSearchParams(body));
  const read = (name: string) => name in args && { [name]: JSON.parse(args[name] ?? "") };
  return { ...args, ...read("view"), ...read("metadata") };
}
