/** The buttons that begin a change, wherever a task is shown; every value is the task's id. */
export const CHANGE = { edit: "task_change.edit", remove: "task_change.delete" } as const;
