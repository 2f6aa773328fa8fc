import { AppError } from '@millrace/model';
import { CallWaits, type CallRoom } from '../call-room.ts';
import { redactJson, type Redact } from '../redact.ts';
import type { Account } from './account.ts';
import type { Next } from './advance.ts';
import type { Plan } from './plan.ts';
import { readState, startPosition, stateText, type Position } from './position.ts';

/** A wait up to this long is spent in the process; one that lasts longer is stored. */
const SHORT_MS = 5_000;
/** Longest wait in the process of a call whose state is too large to be stored. */
const LONGEST_HERE_MS = 60_000;
const MOST_BYTES = 256 * 1024;
/** Waiting altogether of a call that nobody can go on with later. */
const PATIENCE_MS = 10_000;

/** What keeping how far a call is needs of the context of a plan. */
export interface ProgressContext {
  account: Account;
  signal: AbortSignal;
  now: () => Date;
  /** Waits, or rejects when the signal says so. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Where it keeps how far it is; absent where nobody goes on with it later. */
  room?: CallRoom | undefined;
  /** How long it may wait altogether where there is no room. */
  patienceMs?: number | undefined;
}

/**
 * How far a call is, and what is stored of it. A process that ends is followed by one that goes on where
 * the call was last stored. A try that fails is followed by one that begins behind the last write:
 * what was read since may be why it failed.
 */
export class Progress {
  /** Where the call begins. */
  readonly start: Position;
  private readonly plan: Plan;
  private readonly context: ProgressContext;
  private readonly hides: Redact[];
  /** Where the next try begins. */
  private behindWrite: Position;
  /** True once a write was answered that `behindWrite` does not know of. */
  private unsaved = false;
  /** What the store says: a write may be under way. */
  private doubtful: boolean;
  private waitedMs = 0;

  /** Throws ACTION_CHANGED for a state of an action that has changed meanwhile. */
  constructor(plan: Plan, context: ProgressContext) {
    const { room, account } = context;
    this.plan = plan;
    this.context = context;
    this.hides = [account.hide];
    this.doubtful = room?.state === undefined;
    if (room?.state === undefined) this.start = this.behindWrite = startPosition();
    else {
      const { from, at } = readState(plan, room.state);
      this.behindWrite = from;
      this.start = room.retries ? from : (at ?? from);
    }
  }

  /** What is stored holds no secret of this account either. */
  use({ hide }: Account): void {
    this.hides.push(hide);
  }

  /** Before a request is sent: stores where the call stands, when it has to. */
  before({ position, prepared }: Extract<Next, { kind: 'send' }>): Promise<void> | undefined {
    const { room } = this.context;
    if (room === undefined) return undefined;
    const writes = prepared.effect !== 'reads';
    const says = room.neverRepeat && this.plan.isSequence && writes !== this.doubtful;
    if (!this.unsaved && !says) return undefined;
    if (this.unsaved) this.behindWrite = position;
    this.unsaved = false;
    this.doubtful = writes;
    const text = this.text(position);
    if (isTooLarge(text)) throw this.tooLarge();
    return room.checkpoint(text, writes);
  }

  /** After a request was answered and taken. */
  sent({ prepared }: Extract<Next, { kind: 'send' }>): void {
    this.unsaved ||= prepared.effect !== 'reads';
  }

  /**
   * Waits before the request at `position` is sent. Throws {@link CallWaits} for a wait that is to be
   * stored, and ACTION_LIMIT for one that is too long where it cannot be.
   */
  async pause(position: Position, ms: number): Promise<void> {
    const { room, now, sleep, signal } = this.context;
    const at = now().getTime();
    // Asking again every few seconds for hours is one long wait.
    const lasts = at - (position.since ?? at) + ms;
    if (room === undefined) this.bePatient(ms);
    else if (lasts > SHORT_MS) {
      if (this.unsaved || isSamePlace(position, this.behindWrite)) this.behindWrite = position;
      const text = this.text(position);
      if (!isTooLarge(text)) throw new CallWaits(new Date(at + ms), text);
      if (ms > LONGEST_HERE_MS) throw this.tooLarge();
    }
    await sleep(ms, signal);
  }

  private bePatient(ms: number): void {
    const { patienceMs = PATIENCE_MS } = this.context;
    this.waitedMs += ms;
    if (this.waitedMs <= patienceMs) return;
    const most = Math.round(patienceMs / 1_000);
    const what = `it has to wait longer than the ${most} seconds that are waited outside of a run`;
    const hint = 'A run of the flow waits for as long as it takes.';
    throw new AppError('ACTION_LIMIT', { app: this.plan.app, what }, { hint });
  }

  private tooLarge(): AppError {
    const what = 'what it has to keep between its requests is larger than 256 kB';
    return new AppError('ACTION_LIMIT', { app: this.plan.app, what });
  }

  private text(position: Position): string {
    const isElsewhere = position !== this.behindWrite;
    const at = isElsewhere ? position : undefined;
    return stateText(this.plan, { from: this.behindWrite, at }, (state) =>
      this.hides.reduce((hidden, hide) => redactJson(hidden, hide), state),
    );
  }
}

/** True when nothing else was asked between the two. */
function isSamePlace(one: Position, other: Position): boolean {
  const [page, before] = [one.page?.number ?? 1, other.page?.number ?? 1];
  return one.step === other.step && one.item === other.item && page === before;
}

function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > MOST_BYTES;
}
