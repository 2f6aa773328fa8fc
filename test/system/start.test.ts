import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, poll, preparedDataDir, scratchDir, startMillrace } from '../support/millrace.ts';
import { startPostgres } from '../support/postgres.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/dist/main.js');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Runs the server until it ends by itself; gives what it said. */
async function failingStart(
  env: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { PATH: process.env['PATH'], MILLRACE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, said };
}

describe('starting', () => {
  it('works in a directory whose path has spaces, stops cleanly, and keeps everything', async () => {
    const dataDir = join(await scratchDir('mill race '), 'data of mine');
    closing.push(() => cleanUp(dataDir));
    const first = await startMillrace({ dataDir });
    const document = { millrace: 1, name: 'Kept', trigger: { kind: 'webhook' }, steps: [] };
    const { body } = await first.api('POST', '/flows', { document });
    expect(await first.stop()).toBe(0);
    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    expect((await second.api('GET', `/flows/${String(body['id'])}`)).body).toMatchObject({
      name: 'Kept',
    });
  });

  it('takes over from a server that was killed', async () => {
    const dataDir = await preparedDataDir();
    closing.push(() => cleanUp(dataDir));
    const first = await startMillrace({ dataDir });
    await first.kill();
    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  });

  it('says which port is taken, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    closing.push(() => other.close());
    const port = String((other.address() as AddressInfo).port);
    const dataDir = await scratchDir();
    closing.push(() => cleanUp(dataDir));
    const { code, said } = await failingStart({ MILLRACE_PORT: port, MILLRACE_DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(said).toContain('MILLRACE_PORT');
    expect(said).not.toContain('    at ');
  });

  it('refuses a data directory in use, and names the process', async () => {
    const running = await startMillrace();
    closing.push(
      () => cleanUp(running.dataDir),
      () => running.stop(),
    );
    const { code, said } = await failingStart({ MILLRACE_DATA_DIR: running.dataDir });
    expect(code).toBe(1);
    expect(said).toMatch(/already running on .* \(process \d+\)/);
  });

  it('refuses another encryption key than the one of its data, and says what to do', async () => {
    const first = await startMillrace();
    closing.push(() => cleanUp(first.dataDir));
    await first.stop();
    const { code, said } = await failingStart({
      MILLRACE_DATA_DIR: first.dataDir,
      MILLRACE_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    });
    expect(code).toBe(1);
    expect(said).toContain('key from MILLRACE_ENCRYPTION_KEY is not the one');
    expect(said).toContain('Put the former key back');
  });

  it('refuses a setting it does not know, and offers the nearest', async () => {
    const { code, said } = await failingStart({ MILLRACE_PROT: '4400' });
    expect(code).toBe(1);
    expect(said).toContain('MILLRACE_PROT is not a setting');
    expect(said).toContain('MILLRACE_PORT');
  });
});

describe('a PostgreSQL of the user’s own', () => {
  const key = randomBytes(32).toString('hex');

  it('serves all roles over TCP, and answers 503 while it is away, never a false 2xx', async () => {
    const postgres = await startPostgres();
    closing.push(() => postgres.remove());
    const dataDir = await scratchDir();
    const env = { MILLRACE_DATABASE_URL: postgres.url, MILLRACE_ENCRYPTION_KEY: key };
    const server = await startMillrace({ dataDir, env });
    closing.push(
      () => cleanUp(dataDir),
      () => server.stop(),
    );
    const document = { millrace: 1, name: 'Tcp', trigger: { kind: 'webhook' }, steps: [] };
    const { body } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
      document,
    });
    await server.api('POST', `/flows/${body.id}/publish`);
    const post = () => fetch(body.hook_url, { method: 'POST', body: '{}' });
    const { run } = (await (await post()).json()) as { run: string };
    await poll(
      async () => (await server.api('GET', `/runs/${run}`)).body['status'] === 'succeeded',
    );

    await postgres.stop();
    const away = await post();
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(((await away.json()) as { code: string }).code).toBe('DATABASE_AWAY');
    await postgres.start();
    await poll(async () => (await post()).status === 200);
  });

  it('is refused when it may lose what it acknowledged', async () => {
    const postgres = await startPostgres({ synchronous_commit: 'off' });
    closing.push(() => postgres.remove());
    const env = { MILLRACE_DATABASE_URL: postgres.url, MILLRACE_ENCRYPTION_KEY: key };
    const { code, said } = await failingStart(env);
    expect(code).toBe(1);
    expect(said).toContain('synchronous_commit = off');
  });
});
