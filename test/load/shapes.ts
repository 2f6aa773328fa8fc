import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';
import { now } from './clock.ts';
import { closeLater } from './closing.ts';
import { publishFlow } from './millrace-side.ts';
import { ODD_BODIES, type OddBody } from './odd-bodies.ts';
import { post } from './post.ts';
import { say } from './turns.ts';
import { startWorker, type Worker } from './worker.ts';

const LIMIT_MS = 2_000;
const SMALL_LIMIT_MS = 500;
/** Bodies are read after the answer too: small requests are watched this much longer. */
const AFTER_MS = 3_000;

/** Whether a large request in an odd shape is answered soon, and whom it holds up meanwhile. */
export async function shapes(megabytes: number): Promise<void> {
  const millrace = await startMillrace();
  closeLater({
    stop: async () => {
      await millrace.stop();
      await cleanUp(millrace.dataDir);
    },
  });
  const sender = closeLater(await startWorker('small-sender.ts'));
  const [large, small] = [await flow(millrace, 'Large'), await flow(millrace, 'Small')];
  // Just below the limit of a body, so that it is read and not refused for its size alone.
  const bytes = Math.floor(megabytes * 1024 * 1024) - 1024;
  say(`${'shape'.padEnd(26)}${'status'.padStart(8)}${'answer ms'.padStart(12)}  slowest small ms`);
  for (const shape of ODD_BODIES) {
    const figures = await measureShape(shape, bytes, large, { sender, url: small });
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
  small: { sender: Worker; url: string },
): Promise<{ status: number; answer: number; slowest: number }> {
  const made = body(bytes);
  await small.sender.call('begin', small.url);
  const start = now();
  const status = await post(large, headers, made);
  const answer = now() - start;
  await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  return { status, answer, slowest: await small.sender.call<number>('end') };
}

function flow(millrace: Millrace, name: string): Promise<string> {
  return publishFlow(millrace, {
    ...{ millrace: 1, name, trigger: { kind: 'webhook' } },
    steps: [{ id: 'body', kind: 'set', fields: { body: { $path: '$.trigger.body' } } }],
  });
}
