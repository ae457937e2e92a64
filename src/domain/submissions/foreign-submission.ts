/** Somebody sends what another person has begun, or one of another workspace: a forged payload, since Slack shows a window to one person. */
export class ForeignSubmission extends Error {
  override readonly name = "ForeignSubmission";

  constructor(id: string) {
    super(`Submission ${id} is somebody else's`);
  }
}
