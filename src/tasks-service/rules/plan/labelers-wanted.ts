/**
 * How many labelers an input gets in all, those included who have labeled it already. Labels come in rounds of `perRound`: once reviewers
 * have rejected as many, another round begins with other labelers, until a label is approved. A single rejection begins none, for the
 * others of its round may still be approved.
 */
export const labelersWanted = (
  perRound: number,
  { denied, isApproved }: { denied: number; isApproved: boolean },
): number => (isApproved ? perRound : perRound * (1 + Math.floor(denied / perRound)));
