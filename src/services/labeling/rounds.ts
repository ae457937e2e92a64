/** Does something every so often; a round that takes longer is waited for. `work` never rejects. */
export function createRounds({ everyMs, work }: { everyMs: number; work: () => Promise<void> }) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let round: Promise<void> | undefined;

  return {
    start(): void {
      timer = setInterval(() => {
        round ??= work().finally(() => {
          round = undefined;
        });
      }, everyMs);
    },

    /** Resolves when the round that is under way has ended. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await round;
    },
  };
}
