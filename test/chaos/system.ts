import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/postgres.ts';
import type { Chronicle } from './chronicle.ts';
import { supervise, type Supervised } from './processes.ts';

/** Millrace in several processes on one database. */
export interface System {
  server: Supervised;
  worker: Supervised;
  /** Base address and key of the API. */
  api: string;
  key: string;
}

export interface SystemOptions {
  dir: string;
  databaseUrl: string;
  chronicle: Chronicle;
  env: Record<string, string>;
  /** Takes what ends a process, as soon as it runs. */
  closing: (() => Promise<unknown>)[];
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { dir, databaseUrl, chronicle, closing } = options;
  const key = `mr_test_${randomBytes(24).toString('hex')}`;
  const env = {
    MILLRACE_DATABASE_URL: databaseUrl,
    MILLRACE_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    MILLRACE_OWNER_EMAIL: 'owner@example.com',
    MILLRACE_OWNER_PASSWORD: 'correct horse battery',
    MILLRACE_API_KEY: key,
    ...options.env,
  };
  const watch = watchWorkers(chronicle);
  const start = async (name: string, roles: string, port: number): Promise<Supervised> => {
    await mkdir(join(dir, name));
    const process = await supervise({
      name,
      roles,
      port,
      env: { ...env, MILLRACE_DATA_DIR: join(dir, name) },
      log: join(dir, `${name}.log`),
      onReady: (generation) => {
        chronicle.say(`${generation} is ready`);
        watch.up();
      },
      onDown: (generation) => {
        chronicle.say(`${generation} is down`);
        watch.down();
      },
      onKilled: (generation) => chronicle.killed(generation),
    });
    closing.push(() => process.stop());
    return process;
  };
  const port = await freePort();
  const server = await start('server', 'api,intake,worker', port);
  const worker = await start('worker', 'worker', await freePort());
  return { server, worker, api: `http://127.0.0.1:${port}`, key };
}

/** An outage begins when the last process that executes runs goes. */
function watchWorkers(chronicle: Chronicle): { up(): void; down(): void } {
  let ready = 0;
  let over = chronicle.outage();
  return {
    up: () => {
      ready += 1;
      over();
    },
    down: () => {
      ready -= 1;
      if (ready === 0) over = chronicle.outage();
    },
  };
}
