import { parentPort } from 'node:worker_threads';
import { actionKey, isAppError, type ActionRef, type Field } from '@millrace/model';
import type { ActionCall, CallOutcome, CallRoom } from '@millrace/engine';
import { EventReading } from '../events/event-reading.ts';
import { driveLeased, type RunHost } from './drive-leased.ts';
import type { RunResults } from './run-results.ts';
import {
  receivedOutcome,
  receivedRun,
  sentCall,
  sentResults,
  sentRoom,
  type FromThread,
  type SentRun,
  type ThreadFault,
  type ToThread,
} from './thread-messages.ts';

/*
 * The thread in which runs with large events are read, mapped and written down. It makes no call and
 * has no database: for both it asks the server.
 */

interface Asked<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

interface AskedCall extends Asked<CallOutcome> {
  room: CallRoom;
}

const runs = new Map<number, RemoteHost>();
const NO_FIELDS: readonly Field[] = [];

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'run') void drive(message.id, message.run);
  else runs.get(message.id)?.hear(message);
});

async function drive(id: number, sent: SentRun): Promise<void> {
  const host = new RemoteHost(id);
  runs.set(id, host);
  let fault: ThreadFault | undefined;
  try {
    const { event, ...run } = receivedRun(sent);
    const trigger = new EventReading(sent.facts).trigger(event);
    const fieldsOf = (step: ActionRef): readonly Field[] =>
      sent.fields.get(actionKey(step)) ?? NO_FIELDS;
    const neverRepeats = (step: ActionRef): boolean => sent.once.has(actionKey(step));
    await driveLeased(run, { trigger, fieldsOf, neverRepeats }, host, host.stopped);
  } catch (error) {
    fault = faultOf(error);
  }
  runs.delete(id);
  say({ kind: 'ended', id, fault });
}

/** The server as the run sees it. */
class RemoteHost implements RunHost {
  private readonly id: number;
  private readonly stopping = new AbortController();
  private readonly calls = new Map<number, AskedCall>();
  private saving: Asked<boolean> | undefined;
  private lastCall = 0;

  constructor(id: number) {
    this.id = id;
  }

  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  perform(call: ActionCall, signal: AbortSignal, room: CallRoom): Promise<CallOutcome> {
    const { id } = this;
    const number = ++this.lastCall;
    signal.addEventListener('abort', () => {
      if (!this.calls.has(number)) return;
      say({ kind: 'call off', id, number, timedOut: isAppError(signal.reason) });
    });
    say({ kind: 'perform', id, number, call: sentCall(call), room: sentRoom(room) });
    return new Promise((resolve, reject) => this.calls.set(number, { resolve, reject, room }));
  }

  save(run: RunResults): Promise<boolean> {
    const { results, bytes } = sentResults(run);
    say({ kind: 'save', id: this.id, results }, bytes);
    return new Promise((resolve, reject) => (this.saving = { resolve, reject }));
  }

  respond(): void {
    say({ kind: 'respond', id: this.id });
  }

  hear(message: Exclude<ToThread, { kind: 'run' }>): void {
    switch (message.kind) {
      case 'stop':
        return this.stopping.abort();
      case 'saved':
        return this.saving?.resolve(message.held);
      case 'checkpoint':
        return void this.keep(message);
      case 'performed':
        this.calls.get(message.call)?.resolve(receivedOutcome(message.outcome));
        return void this.calls.delete(message.call);
      case 'broken': {
        const error = new Error('The server could not do what the run asked for.');
        for (const asked of [...this.calls.values(), this.saving]) asked?.reject(error);
      }
    }
  }

  private async keep({
    call: number,
    state,
    writes,
  }: Extract<ToThread, { kind: 'checkpoint' }>): Promise<void> {
    const stored = this.calls.get(number)?.room.checkpoint(state, writes);
    const held = await stored?.then(
      () => true,
      () => false,
    );
    say({ kind: 'kept', id: this.id, number, held: held ?? false });
  }
}

function faultOf(error: unknown): ThreadFault {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!isAppError(error) || error.code !== 'RUN_RESULTS_REFUSED') return { message };
  return { message, refused: error.cause instanceof Error ? error.cause.message : error.message };
}

function say(message: FromThread, bytes: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, bytes);
}
