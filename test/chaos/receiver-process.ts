import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Mode, ReceiverMessage } from './receiver.ts';

/** The receiver in its own process. */
export interface Receiver {
  port: number;
  behave(mode: Mode): void;
  stop(): Promise<void>;
}

/** `onKill`: the receiver has a call at the moment that its behaviour waits for. */
export async function startReceiver(journal: string, onKill: () => void): Promise<Receiver> {
  const child = fork(join(import.meta.dirname, 'receiver.ts'), [journal], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The receiver did not start.')));
    child.on('message', (message) => {
      const said = message as ReceiverMessage;
      if ('port' in said) resolve(said.port);
      else onKill();
    });
  });
  return {
    port,
    behave: (mode) => void child.send(mode),
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
