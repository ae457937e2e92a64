/** What messages wait for on their way, in milliseconds. */
export const NOTIFICATION_TIMES = {
  /** What this process writes wakes the dispatcher; this finds what other replicas wrote, or left behind. */
  poll: 5_000,
  /** 2 s, 6 s, 18 s … : eight attempts span about 40 minutes. While Slack does not answer, the last pause is repeated. */
  firstBackoff: 2_000,
  /** chat.postMessage: about one a second and channel (docs.slack.dev/apis/web-api/rate-limits). */
  spacing: 1_000,
  /** While Slack refuses the token or the app: the pause before the first probe; it doubles with each that fails. */
  firstProbe: 2_000,
  /** What changes on somebody's App Home together is shown together; views.publish allows 100 calls a minute. */
  homeMoment: 2_000,
  /**
   * What was done elsewhere and is much for one person comes in one message, gathered for this long and up to twice as long: a program
   * makes tasks for minutes.
   */
  gather: 30_000,
  /** The report of whom the app could not reach waits while others of its group are still on their way. */
  report: 5_000,
};

export type NotificationTimes = Readonly<typeof NOTIFICATION_TIMES>;
