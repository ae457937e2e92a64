/** Whether Slack's word says that the workspace, or the channel, does not let the app post: there is one for each such setting. */
export const isRestricted = (word: string): boolean => word.startsWith("restricted_action");

/** Whether Slack's word says that nobody writes in the place any more. */
export const isArchived = (word: string): boolean => word === "is_archived" || word === "is_inactive";
