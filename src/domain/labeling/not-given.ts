/** Why somebody is given nothing of a task although more of it is theirs, in a sentence. */
export const sayNotGiven = (taskName: string): string =>
  `“${taskName}” has more for you, but nothing can be handed out right now: its inputs may be being divided again.`;
