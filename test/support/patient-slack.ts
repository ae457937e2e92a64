/** How soon an app answers is the machine's affair; tests of Slack's own three seconds keep those. */
export const PATIENT_SLACK = { triggerMs: 60_000, ackMs: 60_000 };
