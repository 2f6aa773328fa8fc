import { fork } from 'node:child_process';
import { join } from 'node:path';

/*
 * Each part of a measurement is a process of its own, so that its CPU time can be told from the
 * others'. They talk over the fork channel, which carries typed arrays.
 */

/** A part in a process of its own. */
export interface Worker {
  pid: number;
  call<T>(method: string, argument?: unknown): Promise<T>;
  stop(): Promise<void>;
}

interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** Starts a file of this folder, out of reach of a Ctrl-C that is meant for the benchmark. */
export async function startWorker(file: string, ...args: string[]): Promise<Worker> {
  const child = fork(join(import.meta.dirname, file), args, {
    serialization: 'advanced',
    detached: true,
  });
  const pending = new Map<number, Waiting>();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const { reject } of pending.values()) reject(new Error(`${file} ended with ${code}`));
      resolve();
    });
  });
  child.on('message', (message) => {
    const { id, value, error } = message as Answer;
    const waiting = pending.get(id);
    pending.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(`${file}: ${error}`));
  });
  let last = 0;
  const call = <T>(method: string, argument?: unknown): Promise<T> => {
    last += 1;
    const id = last;
    child.send({ id, method, argument });
    return new Promise<T>((resolve, reject) => {
      pending.set(id, { resolve: (value) => resolve(value as T), reject });
    });
  };
  await call('ready');
  return {
    pid: child.pid ?? 0,
    call,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The other side: answers calls until the parent goes away. */
export function serveCalls(methods: Record<string, (argument: never) => unknown>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const { id, method, argument } = message as { id: number; method: string; argument: never };
    void Promise.resolve()
      .then(() => (method === 'ready' ? undefined : methods[method]!(argument)))
      .then(
        (value) => process.send?.({ id, value }),
        (error: unknown) => process.send?.({ id, error: String(error) }),
      );
  });
}
