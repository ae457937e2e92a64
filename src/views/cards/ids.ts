/** Every button's value is the task's id. */
export const CARD = {
  open: "task_card.open",
  progress: "task_card.progress",
  refresh: "task_card.refresh",
  refreshProgress: "task_card.refresh_progress",
  share: "task_card.share",
  edit: "task_change.edit",
  assign: "task_change.assign",
  handOver: "task_change.hand_over",
  close: "task_change.close",
} as const;

const MENU = "task_card_more:";
/** Slack's limit of an action id. */
const MAX_ACTION_ID = 255;

/** The overflow menu of a card. Its id carries the task, since an entry's value is short (a task's id of any length is not). */
export const CARD_MENU = {
  /** What the ids of all of them begin with. */
  family: MENU,
  /** Undefined for an id that is too long for it. */
  idFor: (taskId: string): string | undefined =>
    MENU.length + taskId.length > MAX_ACTION_ID ? undefined : MENU + taskId,
  taskOf: (actionId: string): string => actionId.slice(MENU.length),
  entries: {
    reopen: "reopen",
    remind: "remind",
    handOver: "hand_over",
    duplicate: "duplicate",
    copyId: "copy_id",
    remove: "delete",
  },
} as const;
