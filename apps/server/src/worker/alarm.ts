/** Timers of Node overflow beyond this: about 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls `ring` at an instant, however far away, and never before it; gives the way to call it off. */
export function setAlarm(at: Date, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const ms = at.getTime() - Date.now();
    timer = ms > 0 ? setTimeout(wait, Math.min(ms, LONGEST_MS)).unref() : setTimeout(ring);
  };
  wait();
  return () => clearTimeout(timer);
}
