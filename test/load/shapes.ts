import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';
import { now } from './clock.ts';
import { closeLater } from './closing.ts';
import { publishFlow } from './millrace-side.ts';
import { ODD_BODIES, type OddBody } from './odd-bodies.ts';
import { say } from './turns.ts';

const LIMIT_MS = 2_000;
const SMALL_LIMIT_MS = 500;
/** Bodies are read after the answer too: small requests are watched this much longer. */
const AFTER_MS = 3_000;
const EVERY_MS = 20;
const DEADLINE_MS = 120_000;

/** Whether a large request in an odd shape is answered soon, and whom it holds up meanwhile. */
export async function shapes(megabytes: number): Promise<void> {
  const millrace = await startMillrace();
  closeLater({
    stop: async () => {
      await millrace.stop();
      await cleanUp(millrace.dataDir);
    },
  });
  const [large, small] = [await flow(millrace, 'Large'), await flow(millrace, 'Small')];
  // Just below the limit of a body, so that it is read and not refused for its size alone.
  const bytes = Math.floor(megabytes * 1024 * 1024) - 1024;
  say(`${'shape'.padEnd(26)}${'status'.padStart(8)}${'answer ms'.padStart(12)}  slowest small ms`);
  for (const shape of ODD_BODIES) {
    const figures = await measureShape(shape, bytes, large, small);
    const isSlow = figures.answer > LIMIT_MS || figures.slowest > SMALL_LIMIT_MS;
    const cells = [
      String(figures.status).padStart(8),
      figures.answer.toFixed(0).padStart(12),
      figures.slowest.toFixed(0).padStart(18),
    ];
    say(`${shape.name.padEnd(26)}${cells.join('')}${isSlow ? '  OVER' : ''}`);
    if (isSlow) process.exitCode = 1;
  }
}

async function measureShape(
  { headers, body }: OddBody,
  bytes: number,
  large: string,
  small: string,
): Promise<{ status: number; answer: number; slowest: number }> {
  const made = body(bytes);
  const watch = watchSmall(small);
  const start = now();
  const status = await post(large, headers, made);
  const answer = now() - start;
  await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  return { status, answer, slowest: await watch.end() };
}

/** Sends small requests one after the other; at the end gives what the slowest took. */
function watchSmall(url: string): { end(): Promise<number> } {
  const stopping = new AbortController();
  let slowest = 0;
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const start = now();
      const status = await post(url, { 'content-type': 'application/json' }, '{"n":1}');
      slowest = Math.max(slowest, status === 200 ? now() - start : Infinity);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  const end = async (): Promise<number> => {
    stopping.abort();
    await watching;
    return slowest;
  };
  return { end };
}

/** The status; 0 when there is no answer. */
async function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer | string,
): Promise<number> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const sent = typeof body === 'string' ? body : new Uint8Array(body);
    const response = await fetch(url, { method: 'POST', headers, body: sent, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

function flow(millrace: Millrace, name: string): Promise<string> {
  return publishFlow(millrace, {
    ...{ millrace: 1, name, trigger: { kind: 'webhook' } },
    steps: [{ id: 'body', kind: 'set', fields: { body: { $path: '$.trigger.body' } } }],
  });
}
