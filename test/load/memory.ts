import { cleanUp, startMillrace } from '../support/millrace.ts';
import { now } from './clock.ts';
import { closeLater } from './closing.ts';
import { publishFlow } from './millrace-side.ts';
import { memoryOf } from './proc.ts';
import { say } from './turns.ts';

const BODIES = 50;
const BYTES = 5 * 1024 * 1024;
const CONNECTIONS = 5;
const LIMIT_MB = 300;
const LIMIT_MS = 40_000;
const POLL_MS = 500;

/** Whether memory that large bodies took is given back: resident memory, and when it is low again. */
export async function memory(): Promise<void> {
  const millrace = await startMillrace();
  closeLater({
    stop: async () => {
      await millrace.stop();
      await cleanUp(millrace.dataDir);
    },
  });
  const url = await publishFlow(millrace, {
    millrace: 1,
    name: 'Large',
    trigger: { kind: 'webhook' },
    steps: [{ id: 'n', kind: 'set', fields: { n: { $path: '$.trigger.body.n' } } }],
  });
  const before = memoryOf(millrace.pid).now;
  const statuses = await sendAll(url);
  const sentAt = now();
  let rss = memoryOf(millrace.pid).now;
  while (rss >= LIMIT_MB && now() - sentAt < LIMIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    rss = memoryOf(millrace.pid).now;
  }
  const seconds = ((now() - sentAt) / 1000).toFixed(1);
  say(`${BODIES} bodies of 5 MB at ${CONNECTIONS} connections: ${statuses}`);
  say(`resident memory before ${before.toFixed(0)} MB, peak ${peakOf(millrace.pid)} MB`);
  say(
    rss < LIMIT_MB
      ? `back at ${rss.toFixed(0)} MB after ${seconds} s`
      : `still ${rss.toFixed(0)} MB after ${seconds} s: over ${LIMIT_MB} MB`,
  );
  if (rss >= LIMIT_MB) process.exitCode = 1;
}

function peakOf(pid: number): string {
  return memoryOf(pid).peak.toFixed(0);
}

/** Sends every body, again when the server is full for a moment; says how often which answer came. */
async function sendAll(url: string): Promise<string> {
  const counts = new Map<number, number>();
  const text = 'x'.repeat(BYTES - 40);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < BODIES) {
      next += 1;
      const body = JSON.stringify({ n: next, text });
      let status: number;
      do {
        status = await post(url, body);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      } while (status === 503);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
}

async function post(url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
