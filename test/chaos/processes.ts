import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NODE_FLAGS, poll } from '../support/millrace.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/dist/main.js');
const READY = /ready at http/;
const RESTART_MS = 100;

export interface ProcessOptions {
  /** Base of the names under which its generations appear in the database: `server-1`, `server-2`. */
  name: string;
  roles: string;
  /** Kept over restarts. */
  port: number;
  env: Record<string, string>;
  /** Its output over all generations. */
  log: string;
  onReady(generation: string): void;
  onDown(generation: string): void;
  /** It was killed, also while it stood still. */
  onKilled(generation: string): void;
}

/** One Millrace process that is started again whenever it dies. */
export interface Supervised {
  readonly stalled: boolean;
  kill(): void;
  /** SIGSTOP for this long, then SIGCONT. */
  stall(ms: number): Promise<void>;
  untilReady(): Promise<void>;
  /** SIGTERM, and no restart. Gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the built server under supervision. Throws when it never gets ready. */
export async function supervise(options: ProcessOptions): Promise<Supervised> {
  const log = createWriteStream(options.log, { flags: 'a' });
  const state = { generation: 0, ready: false, stalled: false, stopping: false };
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);

  const start = (): void => {
    state.generation += 1;
    const generation = `${options.name}-${state.generation}`;
    const started = launch(options, generation, log, () => {
      state.ready = true;
      options.onReady(generation);
    });
    child = started;
    ended = new Promise((resolve) => {
      started.once('exit', (code, signal) => {
        log.write(`--- ${generation} ended: ${signal ?? String(code)}\n`);
        if (signal === 'SIGKILL') options.onKilled(generation);
        if (state.ready && !state.stalled) options.onDown(generation);
        Object.assign(state, { ready: false, stalled: false });
        child = undefined;
        resolve(code);
        if (!state.stopping) setTimeout(restart, RESTART_MS);
      });
    });
  };
  const restart = (): void => {
    if (!state.stopping) start();
  };
  const untilReady = async (): Promise<void> => {
    await poll(() => state.ready && !state.stalled, 60_000);
  };
  // A stopped process would outlive everybody.
  const killAtExit = (): void => void child?.kill('SIGKILL');
  process.once('exit', killAtExit);
  start();
  await untilReady();
  return {
    get stalled() {
      return state.stalled;
    },
    kill: () => void child?.kill('SIGKILL'),
    stall: async (ms) => {
      const stalled = child;
      if (stalled === undefined || !state.ready || state.stalled) return;
      const generation = `${options.name}-${state.generation}`;
      state.stalled = true;
      options.onDown(generation);
      stalled.kill('SIGSTOP');
      await wait(ms);
      if (child !== stalled) return;
      stalled.kill('SIGCONT');
      state.stalled = false;
      options.onReady(generation);
    },
    untilReady,
    stop: async () => {
      state.stopping = true;
      child?.kill('SIGTERM');
      const code = await ended;
      process.removeListener('exit', killAtExit);
      log.end();
      return code;
    },
  };
}

function launch(
  { roles, port, env }: ProcessOptions,
  generation: string,
  log: WriteStream,
  onReady: () => void,
): ChildProcess {
  const url = new URL(env['MILLRACE_DATABASE_URL'] ?? '');
  url.searchParams.set('application_name', generation);
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, 'serve', `--roles=${roles}`], {
    env: {
      PATH: process.env['PATH'],
      MILLRACE_PORT: String(port),
      MILLRACE_EGRESS_ALLOW: '127.0.0.1',
      MILLRACE_LOG_LEVEL: 'warn',
      ...env,
      MILLRACE_DATABASE_URL: url.href,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said: string | undefined = '';
  child.stdout.on('data', (chunk: Buffer) => {
    log.write(chunk);
    if (said === undefined) return;
    said += chunk.toString();
    if (!READY.test(said)) return;
    said = undefined;
    onReady();
  });
  child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
  return child;
}
