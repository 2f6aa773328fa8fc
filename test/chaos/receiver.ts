import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * The process behind the flow's calls. Each call is written down before anything is answered, with
 * whether its effect took place; the checker decides later what a target that honours idempotency
 * keys would have done. `node receiver.ts <journal>`, steered over the IPC channel.
 */

/** What the receiver does with a call. */
export type Behaviour =
  | 'answer'
  | 'fail'
  | 'slow'
  | 'reset'
  | 'cut-after-effect'
  | 'kill-before-answer'
  | 'kill-after-answer';

export interface Mode {
  behaviour: Behaviour;
  /** Milliseconds until the answer when slow. */
  delayMs?: number;
}

/** One call as it arrived. */
export interface Call {
  key: string | null;
  sha: string;
  event: string;
  step: string;
  at: number;
  /** False when the receiver refused the call or cut it before doing anything. */
  effect: boolean;
}

/** What the receiver says to its parent. */
export type ReceiverMessage = { port: number } | { kill: true };

/** A caller that outlived the kill is not kept longer than this. */
const HANG_MS = 3_000;

let mode: Mode = { behaviour: 'answer' };
const journal = openSync(process.argv[2] ?? '', 'a');

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => take(request, response, Buffer.concat(chunks)));
});
server.keepAliveTimeout = 30_000;
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
process.on('message', (next: Mode) => (mode = next));
process.on('disconnect', () => process.exit(0));

function take(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { behaviour, delayMs = 0 } = mode;
  const step = request.url?.split('/').at(-1) ?? '';
  const { id = '' } = JSON.parse(body.toString()) as { id?: string };
  const call: Call = {
    key: request.headers['idempotency-key']?.toString() ?? null,
    sha: createHash('sha256').update(body).digest('hex'),
    event: id,
    step,
    at: Date.now(),
    effect: behaviour !== 'fail' && behaviour !== 'reset',
  };
  writeSync(journal, `${JSON.stringify(call)}\n`);
  const answer = (status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ done: `${step} of ${id}` }));
  };
  if (behaviour === 'slow') setTimeout(answer, delayMs);
  else if (behaviour === 'reset' || behaviour === 'cut-after-effect') {
    request.socket.resetAndDestroy();
  } else if (behaviour === 'kill-before-answer') {
    killOnce();
    setTimeout(() => request.socket.destroy(), HANG_MS);
  } else {
    answer(behaviour === 'fail' ? 500 : 200);
    if (behaviour === 'kill-after-answer') killOnce();
  }
}

/** Asks for the death of a process, and goes back to answering. */
function killOnce(): void {
  mode = { behaviour: 'answer' };
  tell({ kill: true });
}

function tell(message: ReceiverMessage): void {
  process.send?.(message);
}
