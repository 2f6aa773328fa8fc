import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cleanUp,
  poll,
  preparedDataDir,
  startMillrace,
  type Millrace,
} from '../support/millrace.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The process of the embedded PostgreSQL. */
async function databasePid(dataDir: string): Promise<number> {
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  return Number((await readFile(file, 'utf8')).split('\n')[0]);
}

async function liveFlow(server: Millrace): Promise<string> {
  const document = {
    millrace: 1,
    name: 'Keep',
    trigger: { kind: 'webhook' },
    steps: [{ id: 'n', kind: 'set', fields: { n: { $path: '$.trigger.body.n' } } }],
  };
  const { body } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
    document,
  });
  await server.api('POST', `/flows/${body.id}/publish`);
  return new URL(body.hook_url).pathname;
}

/** Sends until told to stop; gives the runs that were acknowledged. */
function send(server: Millrace, path: string) {
  const runs: string[] = [];
  let stop = false;
  const sending = Array.from({ length: 2 }, async (_, sender) => {
    for (let n = sender; !stop; n += 2) {
      const answer = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ n }),
      });
      const { run = '' } = (await answer.json()) as { run?: string };
      if (answer.ok) runs.push(run);
    }
  });
  const end = async (): Promise<string[]> => {
    stop = true;
    await Promise.all(sending);
    return runs;
  };
  return { runs, end };
}

/** Kills the database while events come in; gives the runs of those that were acknowledged. */
async function killDatabase(server: Millrace, path: string): Promise<string[]> {
  const sender = send(server, path);
  closing.push(sender.end);
  await poll(() => sender.runs.length > 10);
  const old = await databasePid(server.dataDir);
  process.kill(old, 'SIGKILL');
  const before = sender.runs.length;
  await poll(async () => sender.runs.length > before + 20 && (await isReady(server)), 60_000);
  expect(await databasePid(server.dataDir)).not.toBe(old);
  expect(server.output()).toContain(`PostgreSQL (process ${old}) ended`);
  return sender.end();
}

async function isReady(server: Millrace): Promise<boolean> {
  return (await fetch(`${server.url}/readyz`)).ok;
}

describe('the embedded PostgreSQL killed under a running server', () => {
  it('is started again, one taken over from a killed server too, and nothing acknowledged is lost', async () => {
    const dataDir = await preparedDataDir();
    closing.push(() => cleanUp(dataDir));
    const first = await startMillrace({ dataDir });
    closing.push(() => first.kill());
    const path = await liveFlow(first);
    const runs = await killDatabase(first, path);

    const pid = await databasePid(dataDir);
    await first.kill();
    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    expect(await databasePid(dataDir)).toBe(pid);
    runs.push(...(await killDatabase(second, path)));

    for (const run of runs) {
      await poll(async () => (await statusOf(second, run)) === 'succeeded', 60_000);
    }
  });
});

async function statusOf(server: Millrace, run: string): Promise<unknown> {
  return (await server.api('GET', `/runs/${run}`)).body['status'];
}
