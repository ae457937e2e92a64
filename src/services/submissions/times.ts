/** What carrying out a submission may take, in milliseconds. Whoever sent it is told within ten seconds, whatever happens on the way. */
export const SUBMISSION_TIMES = {
  /** One of the ten seconds is to spare. */
  toldWithin: 9_000,
  /** One step on the way; as much is kept back for looking what became of a request that was not answered. */
  step: 2_500,
  /** The request that carries it out. */
  send: 5_000,
  /** With less time than this the request is not sent at all: it could only end in doubt. */
  leastSend: 500,
};

export type SubmissionTimes = Readonly<typeof SUBMISSION_TIMES>;
