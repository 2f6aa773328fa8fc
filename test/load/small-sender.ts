import { now } from './clock.ts';
import { post } from './post.ts';
import { serveCalls } from './worker.ts';

/*
 * Sends small requests one after the other, in a process of its own: the one that sends 25 MB is busy
 * with that, and what it waits for itself would look like the server's doing.
 */

const EVERY_MS = 20;
let stopping = new AbortController();
let slowest = 0;
let watching: Promise<void> = Promise.resolve();

async function watch(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const start = now();
    const status = await post(url, { 'content-type': 'application/json' }, '{"n":1}');
    slowest = Math.max(slowest, status === 200 ? now() - start : Infinity);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

serveCalls({
  begin: (url: string) => {
    stopping = new AbortController();
    slowest = 0;
    watching = watch(url, stopping.signal);
  },
  /** Gives what the slowest took, in milliseconds; Infinity when one was not accepted. */
  end: async () => {
    stopping.abort();
    await watching;
    return slowest;
  },
});
