import type { ActionStep } from '@millrace/model';
import { advance } from './advance.ts';
import type { Decision } from './decision.ts';
import { mayHaveWritten } from './attempts.ts';
import { CheckpointLost, type BegunCall, type CallKeeper } from './begun-call.ts';
import type { CallOutcome, RunPorts, RunUpdate } from './ports.ts';
import { Journal } from './journal.ts';
import { Loops } from './loop-progress.ts';
import { seenFailure, toStepError } from './errors.ts';
import { decideFailure } from './retry.ts';
import { Signal } from './signal.ts';
import type { CallState, RunState, Slot, StepError } from './state.ts';
import { timedOut } from './timeout.ts';

type Perform = Extract<Decision, { kind: 'perform' }>;

/** Attempts of steps without side effects are stored in writes of about this size. */
const MOST_UNSAVED = 200;

/**
 * Carries out what `advance` decides. States: going on → ending (nothing begins any more, calls
 * under way end) → over. Over at once when the lease is lost, the run is cancelled, or a port throws.
 */
export class RunDriver implements CallKeeper {
  private readonly ports: RunPorts;
  private readonly journal: Journal;
  private readonly deadline: number;
  private readonly loops: Loops;
  /** Steps whose calls are under way, or wait. */
  private readonly performing = new Set<Slot>();
  /** When calls that wait are to be made again, in milliseconds since 1970. */
  private readonly lookAgain = new Map<Slot, number>();
  private calls = 0;
  /** True when the last pass stopped before it had decided everything. */
  private more = false;
  private ended: { call: BegunCall; outcome: CallOutcome }[] = [];
  private readonly news = new Signal();
  private aborter: AbortController | undefined;
  private unwatch: (() => void) | undefined;
  private ending: RunUpdate | undefined;
  private timedOut = false;
  private over = false;
  private defect: { error: unknown } | undefined;

  constructor(initial: RunState, ports: RunPorts) {
    this.ports = ports;
    this.journal = new Journal(initial, (attempts, update) => ports.save(attempts, update));
    this.loops = new Loops(initial);
    this.deadline = initial.deadline?.getTime() ?? Infinity;
  }

  async run(): Promise<void> {
    this.heedDoubt(this.ports.now());
    try {
      while (!this.over && (await this.round())) await this.news.wait();
    } finally {
      this.unwatch?.();
    }
    if (this.defect !== undefined) throw this.defect.error;
  }

  /** Ends at once: calls under way are aborted, and nothing more is stored. */
  stop(): void {
    this.over = true;
    this.journal.outbox.close();
    this.aborter?.abort();
    this.news.raise();
  }

  /** Stores how far a call is before it sends more. Rejects with {@link CheckpointLost}. */
  async keep(call: BegunCall, state: CallState): Promise<void> {
    this.journal.keep(call, state);
    try {
      await this.flush();
    } catch (error) {
      this.fault(error);
    }
    if (this.isOver()) throw new CheckpointLost();
  }

  /** Decides and carries out. True when calls are under way behind which more may follow. */
  private async round(): Promise<boolean> {
    const now = this.ports.now();
    const { ended } = this;
    this.ended = [];
    for (const { call, outcome } of ended) this.settle(call, outcome, now);
    this.dropDue(now.getTime());
    if (this.ending === undefined && now.getTime() >= this.deadline) this.timeOut();
    let waitUntil = Infinity;
    if (this.ending === undefined) {
      const { state } = this.journal;
      const decisions = advance(state, this.performing, now, this.loops);
      waitUntil = await this.carryOut(decisions, now);
    }
    if (this.isOver()) return false;
    if (this.more && this.ending === undefined) return this.goOn();
    if (this.calls === 0) return this.conclude(waitUntil, now);
    this.saveInBackground();
    return true;
  }

  /** After others had their turn, the next round follows whatever happens. */
  private async goOn(): Promise<true> {
    this.more = false;
    this.saveInBackground();
    await this.ports.pause();
    this.news.raise();
    return true;
  }

  /** Gives the instant at which something waiting is due. */
  private async carryOut(decisions: readonly Decision[], now: Date): Promise<number> {
    const performs: Perform[] = [];
    let waitUntil = Infinity;
    for (const decision of decisions) {
      if (decision.kind === 'perform') performs.push(decision);
      else if (decision.kind === 'wait') waitUntil = decision.until.getTime();
      else if (decision.kind === 'more') this.more = true;
      else this.note(decision, now);
      if (decision.kind === 'respond') await this.respond(decision);
      if (this.journal.outbox.size > MOST_UNSAVED) await this.flush();
      if (this.isOver()) return waitUntil;
    }
    if (performs.length > 0 && this.ending === undefined) await this.start(performs, now);
    return waitUntil;
  }

  private note(
    decision: Exclude<Decision, { kind: 'perform' | 'wait' | 'more' }>,
    now: Date,
  ): void {
    switch (decision.kind) {
      case 'record':
        return this.journal.record(decision, now);
      case 'respond':
        return this.journal.respond(decision, now);
      case 'delay':
        return this.journal.delay(decision, now);
      case 'fail':
        this.ending = { status: 'failed', error: decision.error };
        return this.journal.fail(decision, now);
      case 'finish':
        this.ending = this.endOf(decision);
    }
  }

  private endOf({ status, output, error }: Extract<Decision, { kind: 'finish' }>): RunUpdate {
    return error === undefined
      ? { status, output: this.journal.outputOf(output) }
      : { status, error };
  }

  /** The answer leaves when all that led to it is stored. */
  private async respond({ answer }: Extract<Decision, { kind: 'respond' }>): Promise<void> {
    await this.flush();
    if (!this.over) this.ports.respond(answer);
  }

  private async start(performs: readonly Perform[], now: Date): Promise<void> {
    const { outbox } = this.journal;
    const begun = performs.map((perform) => this.journal.begin(perform, now, this));
    if (performs.some((one) => one.neverRepeat || outbox.blocks(one.place.iteration))) {
      await this.flush();
    }
    if (this.over) return;
    for (const call of begun) {
      this.performing.add(call.perform.place.slot);
      this.calls += 1;
      void this.perform(call);
    }
  }

  private async perform(call: BegunCall): Promise<void> {
    this.aborter ??= new AbortController();
    this.watchDeadline();
    try {
      const outcome = await this.ports.perform(call.perform.call, this.aborter.signal, call);
      this.ended.push({ call, outcome });
      this.news.raise();
    } catch (error) {
      this.fault(error);
    }
  }

  /** Calls under way end with the run's deadline: nothing else wakes the driver while they last. */
  private watchDeadline(): void {
    if (this.unwatch !== undefined || this.deadline === Infinity) return;
    this.unwatch = this.ports.alarm(new Date(this.deadline), () => this.news.raise());
  }

  private settle(call: BegunCall, outcome: CallOutcome, now: Date): void {
    const { slot } = call.perform.place;
    this.calls -= 1;
    this.journal.sent(call, outcome.calls);
    if ('pending' in outcome) {
      this.lookAgain.set(slot, outcome.until.getTime());
      return this.journal.pending(call, outcome);
    }
    this.performing.delete(slot);
    if (outcome.ok) return this.journal.succeeded(call, outcome.output, now);
    const { error } = outcome;
    const mustNotRepeat = call.neverRepeat && mayHaveWritten(call.attempt);
    if (this.timedOut && mustNotRepeat && !isRefusal(error)) {
      this.journal.cut(call);
      return this.heedDoubt(now);
    }
    if (this.ending !== undefined) return this.journal.failed(call, error, { kind: 'fail' }, now);
    const { step, tryNumber } = call.perform.call;
    const policy: Pick<ActionStep, 'retry' | 'on_error'> = step.kind === 'action' ? step : {};
    if (error.code === 'CALL_IN_DOUBT' && policy.on_error !== 'continue') {
      this.ending = { status: 'in_doubt', error };
      return this.journal.doubted(call, error, now);
    }
    const next = decideFailure(policy, { ...outcome, tryNumber }, now, this.ports.random());
    this.journal.failed(call, error, next, now);
    if (next.kind === 'fail') this.ending = { status: 'failed', error };
  }

  private dropDue(now: number): void {
    for (const [slot, at] of this.lookAgain) {
      if (at > now) continue;
      this.lookAgain.delete(slot);
      this.performing.delete(slot);
    }
  }

  /** A run with a call that may have been made, and must not be repeated, ends for a person to look. */
  private heedDoubt(now: Date): void {
    const error = this.journal.doubt(now);
    if (error !== undefined) this.ending = { status: 'in_doubt', error };
  }

  private timeOut(): void {
    this.timedOut = true;
    const reason = timedOut(this.journal.state.document);
    this.ending = { status: 'failed', error: toStepError(reason) };
    this.aborter?.abort(reason);
  }

  /** Nothing is under way: stores the end, or how long the run waits. */
  private async conclude(waitUntil: number, now: Date): Promise<false> {
    if (this.ending !== undefined) this.journal.close(now);
    const until = Math.min(waitUntil, this.deadline, ...this.lookAgain.values());
    await this.flush(this.ending ?? { status: 'waiting', availableAt: new Date(until) });
    return false;
  }

  private async flush(update?: RunUpdate): Promise<void> {
    if (!(await this.journal.outbox.flush(update))) this.stop();
  }

  private saveInBackground(): void {
    this.journal.outbox.begin()?.then(
      (held) => (held ? this.saveInBackground() : this.stop()),
      (error: unknown) => this.fault(error),
    );
  }

  private fault(error: unknown): void {
    if (this.over) return;
    this.defect = { error };
    this.stop();
  }

  /** A method, because it changes while something is awaited. */
  private isOver(): boolean {
    return this.over;
  }
}

/** True when the application answered that it did not do what it was asked. */
function isRefusal(error: StepError): boolean {
  return (seenFailure(error).status ?? 0) >= 400;
}
