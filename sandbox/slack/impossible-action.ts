/** Something that no Slack client would let a person do; a mistake of the test or of the page. */
export class ImpossibleAction extends Error {
  override readonly name = "ImpossibleAction";
}
