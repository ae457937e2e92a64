import { useEffect, useState } from "preact/hooks";

/** Whether what is shown now, by its id, failed to load. It is tried anew whenever one comes to it. */
export function useBroken(currentId: string | undefined) {
  const [brokenId, setBrokenId] = useState<string>();
  const retry = (): void => setBrokenId(undefined);
  useEffect(retry, [currentId]);
  return {
    isBroken: currentId !== undefined && brokenId === currentId,
    fail: (): void => setBrokenId(currentId),
    retry,
  };
}
