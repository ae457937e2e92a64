/** What a workspace can keep to some. */
export type RestrictedAction = "create" | "edit" | "delete";

export type Rights = {
  /**
   * Why this person may not do it, in a sentence that says who may; undefined when they may. `creator` is the Slack id of
   * whoever created the task with this app, who may always edit and delete it.
   */
  refusal(team: string, person: string, action: RestrictedAction, creator?: string): Promise<string | undefined>;
};
