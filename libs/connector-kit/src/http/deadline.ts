/**
 * Runs work that ends when its time is up or `outer` is aborted, even where it does not heed its
 * signal: undici does so only once it has a connection. `AbortSignal.timeout` would do, but holds
 * its memory until the time is up, however soon the work was done.
 */
export async function withDeadline<T>(
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true });
  });
  const onOuter = () => controller.abort(outer === undefined ? undefined : reasonOf(outer));
  const onTime = () => controller.abort(new DOMException('The time is up.', 'TimeoutError'));
  outer?.addEventListener('abort', onOuter, { once: true });
  const timer = setTimeout(onTime, ms);
  try {
    const race = Promise.race([work(signal), ended]);
    if (outer?.aborted === true) onOuter();
    return await race;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuter);
  }
}

function reasonOf({ reason }: { reason: unknown }): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
