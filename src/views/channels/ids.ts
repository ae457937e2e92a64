/** The value of a button is the task's id; of those that end in "lead", the lead's Slack user id. */
export const CHANNEL = {
  kinds: "channel.kinds",
  unfollow: "channel.unfollow",
  leadKinds: "channel.kinds_lead",
  unfollowLead: "channel.unfollow_lead",
  /** The window of what to tell, and its field. */
  window: "channel.what_to_tell",
  field: "channel.what_to_tell:kinds",
} as const;
