/** Work in one go takes no longer than this, so that a key press is answered at once. */
const GO_MS = 8;

/** A page that is never idle is not waited for longer. */
const MOST_MS = 200;

/**
 * Goes through parts of work while the page has nothing better to do, a few milliseconds at a time,
 * and gives them all to `done`. Gives a way to call it off.
 */
export function whenIdle<Part>(parts: Iterator<Part, unknown>, done: (all: Part[]) => void) {
  const all: Part[] = [];
  let cancel = wait(go);
  function go(): void {
    const end = performance.now() + GO_MS;
    do {
      const part = parts.next();
      if (part.done === true) {
        done(all);
        return;
      }
      all.push(part.value);
    } while (performance.now() < end);
    cancel = wait(go);
  }
  return () => cancel();
}

function wait(work: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(work);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: MOST_MS });
  return () => cancelIdleCallback(handle);
}
