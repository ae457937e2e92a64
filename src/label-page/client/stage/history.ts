/** The states that something has been in, one after the other: what is undone can be redone until something else is done. */
export function createHistory<State>(first: State) {
  let states: readonly State[] = [first];
  let at = 0;
  const go = (to: number): State => {
    at = Math.min(Math.max(to, 0), states.length - 1);
    return states[at] ?? first;
  };
  return {
    now: (): State => go(at),
    push: (state: State): void => {
      states = [...states.slice(0, at + 1), state].slice(-MOST_STEPS);
      at = states.length - 1;
    },
    undo: (): State => go(at - 1),
    redo: (): State => go(at + 1),
    canUndo: (): boolean => at > 0,
    canRedo: (): boolean => at < states.length - 1,
  };
}

/** More than anybody takes back. */
const MOST_STEPS = 500;
