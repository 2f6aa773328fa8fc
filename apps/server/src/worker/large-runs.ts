import { Worker } from 'node:worker_threads';
import {
  actionKey,
  AppError,
  walkSteps,
  type ActionRef,
  type Field,
  type FlowDocument,
} from '@millrace/model';
import { timedOut } from '@millrace/engine';
import type { ReadingFacts } from '../events/event-reading.ts';
import type { RunHost } from './drive-leased.ts';
import type { LeasedRun } from './leased-run.ts';
import {
  receivedCall,
  receivedResults,
  sentOutcome,
  sentRun,
  type FromThread,
  type ThreadFault,
  type ToThread,
} from './thread-messages.ts';
import { ThreadRoom } from './thread-room.ts';

/** The thread ends after this long without a run, which gives back all of its memory at once. */
const IDLE_MS = 10_000;

/** Bundled for Node in a release; in development Node reads the source. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? 'large-run.thread.ts' : 'large-run.thread.js',
  import.meta.url,
);

/** A run that the thread has. */
interface Driven {
  document: FlowDocument;
  host: RunHost;
  calls: Map<number, { abort: AbortController; room: ThreadRoom }>;
  /** What a call or a save threw: it ends the run, and is what the caller of `drive` gets. */
  thrown: Error | undefined;
  end(error?: Error): void;
}

/** What a run has to know of the actions it may call. */
export interface ActionFacts {
  fieldsOf: (action: ActionRef) => readonly Field[];
  neverRepeats: (action: ActionRef) => boolean;
}

/**
 * Runs with large events, in a thread of their own: reading 25 MB of JSON, mapping it and writing its
 * steps down takes a second or more of CPU in pieces of up to half a second, and everybody else's
 * requests would wait for each. The thread starts with the first such run.
 */
export class LargeRuns {
  private readonly facts: ReadingFacts;
  private readonly driven = new Map<number, Driven>();
  private thread: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private lastId = 0;

  constructor(facts: ReadingFacts) {
    this.facts = facts;
  }

  /**
   * Drives a run until it ends, waits, loses its lease or `signal` is aborted. The bytes of its body
   * are handed over: nobody may read them afterwards. Rejects with what `host` throws, and when the
   * thread ended.
   */
  async drive(
    run: LeasedRun,
    actions: ActionFacts,
    host: RunHost,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const id = ++this.lastId;
    const stop = (): void => this.say({ kind: 'stop', id });
    signal.addEventListener('abort', stop);
    try {
      await new Promise<void>((resolve, reject) => {
        const end = (error?: Error): void => (error === undefined ? resolve() : reject(error));
        const { document } = run;
        this.driven.set(id, { document, host, calls: new Map(), thrown: undefined, end });
        const sent = sentRun(run, factsIn(run, actions), this.facts);
        this.running().postMessage({ kind: 'run', id, run: sent.run } satisfies ToThread, [
          sent.bytes,
        ]);
      });
    } finally {
      signal.removeEventListener('abort', stop);
      this.abandonCalls(id);
      this.driven.delete(id);
      if (this.driven.size === 0) this.endWhenIdle();
    }
  }

  /** Ends the thread; what it still drives is rejected. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { thread } = this;
    if (thread === undefined) return;
    this.lose(thread, new Error('The thread of large runs was ended.'));
    await thread.terminate();
  }

  /** There are some when the thread has ended in the middle of the run. */
  private abandonCalls(id: number): void {
    for (const { abort, room } of this.driven.get(id)?.calls.values() ?? []) {
      abort.abort();
      room.close();
    }
  }

  private running(): Worker {
    clearTimeout(this.idle);
    if (this.thread !== undefined) return this.thread;
    const thread = new Worker(THREAD, { name: 'large runs' });
    thread.unref();
    thread.on('message', (message: FromThread) => this.hear(message));
    thread.once('error', (error) => this.lose(thread, asError(error)));
    thread.once('exit', (code) =>
      this.lose(thread, new Error(`The thread of large runs ended with code ${String(code)}.`)),
    );
    this.thread = thread;
    return thread;
  }

  private endWhenIdle(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      void this.close();
      // Bodies passed through this thread's heap as well, and a heap at rest does not shrink by itself.
      void globalThis.gc?.({ type: 'major', execution: 'async' });
    }, IDLE_MS).unref();
  }

  /** Its runs go on elsewhere once their leases have expired, as after the end of a process. */
  private lose(thread: Worker, error: Error): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    for (const one of [...this.driven.values()]) one.end(error);
  }

  private hear(message: FromThread): void {
    const one = this.driven.get(message.id);
    if (one === undefined) return;
    switch (message.kind) {
      case 'perform':
        return void this.perform(message, one);
      case 'call off':
        return one.calls
          .get(message.number)
          ?.abort.abort(message.timedOut ? timedOut(one.document) : undefined);
      case 'kept':
        return one.calls.get(message.number)?.room.kept(message.held);
      case 'save':
        return void this.save(message, one);
      case 'respond':
        return one.host.respond();
      case 'ended':
        return one.end(one.thrown ?? errorOf(message.fault));
    }
  }

  private async perform(
    { id, number, call, room: sent }: Extract<FromThread, { kind: 'perform' }>,
    one: Driven,
  ): Promise<void> {
    const abort = new AbortController();
    const room = new ThreadRoom(sent, (state, writes) =>
      this.say({ kind: 'checkpoint', id, call: number, state, writes }),
    );
    one.calls.set(number, { abort, room });
    await this.answer(id, one, async () => {
      const asked = receivedCall(call, one.document);
      const outcome = await one.host.perform(asked, abort.signal, room);
      return { kind: 'performed', id, call: number, outcome: sentOutcome(outcome) };
    });
    one.calls.delete(number);
  }

  private save({ id, results }: Extract<FromThread, { kind: 'save' }>, one: Driven): Promise<void> {
    return this.answer(id, one, async () => {
      return { kind: 'saved', id, held: await one.host.save(receivedResults(results)) };
    });
  }

  private async answer(id: number, one: Driven, work: () => Promise<ToThread>): Promise<void> {
    try {
      this.say(await work());
    } catch (error) {
      one.thrown ??= asError(error);
      this.say({ kind: 'broken', id });
    }
  }

  private say(message: ToThread): void {
    this.thread?.postMessage(message);
  }
}

function factsIn(
  { document }: LeasedRun,
  { fieldsOf, neverRepeats }: ActionFacts,
): Parameters<typeof sentRun>[1] {
  const steps = walkSteps(document).filter((step) => step.kind === 'action');
  return {
    fields: new Map(steps.map((step) => [actionKey(step), fieldsOf(step)])),
    once: new Set(steps.filter(neverRepeats).map(actionKey)),
  };
}

function errorOf(fault: ThreadFault | undefined): Error | undefined {
  if (fault === undefined) return undefined;
  const { refused, message } = fault;
  return refused === undefined
    ? new Error(message)
    : new AppError('RUN_RESULTS_REFUSED', { reason: refused });
}

function asError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new Error('The thread of large runs failed.', { cause: error });
}
