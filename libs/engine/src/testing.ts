import type { FlowDocument, JsonObject, Step } from '@millrace/model';
import type { ActionCall, FlowAnswer } from './ports.ts';
import type { AttemptRecord, CallOutcome, CallRoom, RunPorts, RunUpdate } from './ports.ts';
import type { RunState } from './state.ts';
import { stateFrom } from './stored.ts';
import { baseOf, MemoryStore, NOW, type Base } from './testing/memory-store.ts';

/** A flow document of these steps. */
export function flowOf(...steps: Step[]): FlowDocument {
  return { millrace: 1, name: 'Test flow', trigger: { kind: 'webhook' }, steps };
}

/** A run that has not begun. */
export function newRun(
  document: FlowDocument,
  trigger: JsonObject = {},
  more: Partial<Base> = {},
): RunState {
  return stateFrom(baseOf(document, trigger, more), []);
}

type Answer = CallOutcome | Error | Promise<CallOutcome>;

interface Options {
  /** The answer to a call; by default the calls succeed and put out null. */
  answer?: (call: ActionCall, signal: AbortSignal, nth: number, room: CallRoom) => Answer;
  /** False when the lease is lost at the write with this number, counted from 1. */
  holdsLease?: (nth: number) => boolean | Promise<boolean>;
  now?: Date;
  store?: MemoryStore;
}

/** Ports that answer calls and remember what they saw. Time moves only when a test sets `clock`. */
export class TestPorts implements RunPorts {
  readonly calls: ActionCall[] = [];
  readonly answers: FlowAnswer[] = [];
  /** What happened, in order: `call a`, `end a`, `save`, `answer`. */
  readonly story: string[] = [];
  readonly store: MemoryStore;
  clock: Date;
  /** Alarms that were set and have not rung. */
  alarms: { at: Date; ring: () => void }[] = [];
  underWay = 0;
  /** How often others had their turn. */
  pauses = 0;
  mostUnderWay = 0;
  private readonly options: Options;
  private saves = 0;

  constructor(options: Options = {}) {
    this.options = options;
    this.store = options.store ?? new MemoryStore();
    this.clock = options.now ?? NOW;
  }

  async perform(call: ActionCall, signal: AbortSignal, room: CallRoom): Promise<CallOutcome> {
    const name = `${call.iteration}${call.iteration === '' ? '' : '.'}${call.step.id}`;
    this.calls.push(call);
    this.story.push(`call ${name}`);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const answer = this.options.answer?.(call, signal, this.calls.length, room);
    if (answer instanceof Error) throw answer;
    const outcome = (await answer) ?? { ok: true, output: null };
    this.underWay -= 1;
    this.story.push(`end ${name}`);
    return outcome;
  }

  async save(attempts: readonly AttemptRecord[], update?: RunUpdate): Promise<boolean> {
    this.saves += 1;
    this.story.push('save');
    const held = await (this.options.holdsLease?.(this.saves) ?? true);
    return held && this.store.save(attempts, update);
  }

  respond(answer: FlowAnswer): void {
    this.story.push('answer');
    this.answers.push(answer);
  }

  async pause(): Promise<void> {
    this.pauses += 1;
    await Promise.resolve();
  }

  now(): Date {
    return this.clock;
  }

  alarm(at: Date, ring: () => void): () => void {
    this.alarms.push({ at, ring });
    return () => (this.alarms = this.alarms.filter((one) => one.ring !== ring));
  }

  /** Moves time on and rings the alarms that are due then. */
  passTo(instant: Date): void {
    this.clock = instant;
    const due = this.alarms.filter(({ at }) => at <= instant);
    this.alarms = this.alarms.filter(({ at }) => at > instant);
    for (const { ring } of due) ring();
  }

  random(): number {
    return 0;
  }
}

/** A promise to be kept later. */
export function later(): { promise: Promise<CallOutcome>; keep: (outcome: CallOutcome) => void } {
  const { promise, resolve } = Promise.withResolvers<CallOutcome>();
  return { promise, keep: resolve };
}

/** Lets everything go on that waits for nothing from outside. */
export async function settled(turns = 100): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
}

/** Lets things go on until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !holds(); turn += 1) await Promise.resolve();
  if (!holds()) throw new Error('It never came to that.');
}
