/** Cuts at a whole character (never inside a surrogate pair) and says so with an ellipsis. `limit` is in UTF-16 units, as Slack counts. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}
