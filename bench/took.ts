/** By the clock, and the processor's time of all threads of this process. */
export type Took = { readonly seconds: number; readonly cpuSeconds: number };

/** From now on until what it gives is called. */
export function startTaking(): () => Took {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1_000_000 };
  };
}
