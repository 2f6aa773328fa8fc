import { cleanUp, scratchDir, startMillrace } from '../support/millrace.ts';
import { closeLater } from './closing.ts';
import { freePort } from '../support/postgres.ts';
import { startEnds } from './measure.ts';
import { headlineFlow, publishFlow } from './millrace-side.ts';
import { ORDER_HEADERS, orderBody } from './order.ts';
import { memoryOf } from './proc.ts';
import { say } from './turns.ts';

const IDLE_MS = 5_000;
const RETRY_MS = 5;

/** Time from starting the process to the first accepted event, and memory when idle after it. */
export async function start(rounds: number): Promise<void> {
  const ends = closeLater(await startEnds());
  const dataDir = await scratchDir();
  closeLater({ stop: () => cleanUp(dataDir) });
  const env = { MILLRACE_PORT: String(await freePort()) };
  const began = performance.now();
  const first = await startMillrace({ dataDir, env });
  say(`first start, with a new database: ready after ${since(began)} s`);
  const url = await publishFlow(first, headlineFlow(ends.partner));
  await first.stop();
  for (let round = 1; round <= rounds; round += 1) {
    const start = performance.now();
    const starting = startMillrace({ dataDir, env });
    await accepted(url);
    const took = since(start);
    const server = await starting;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const memory = memoryOf(server.pid).now.toFixed(0);
    say(`later start ${round}: first event accepted after ${took} s; ${memory} MB when idle`);
    await server.stop();
  }
}

function since(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(2);
}

/** Sends an order until it is accepted. */
async function accepted(url: string): Promise<void> {
  const body = orderBody().toString();
  for (;;) {
    const answer = await fetch(url, { method: 'POST', headers: ORDER_HEADERS, body }).catch(
      () => undefined,
    );
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
