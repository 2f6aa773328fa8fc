import {
  isTerminal,
  parseJson,
  type FlowDocument,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import type { AttemptRecord, RunUpdate } from '../ports.ts';
import type { RunState } from '../state.ts';
import { stateFrom, type StoredAttempt } from '../stored.ts';

export const NOW = new Date('2026-11-21T08:00:00Z');

export type Base = Omit<RunState, 'results' | 'tries' | 'nextSeq'>;

/** What is known of a run beside its attempts. */
export function baseOf(document: FlowDocument, trigger: JsonObject, more: Partial<Base>): Base {
  return {
    runId: 'run-1',
    keyId: 'run-1',
    flow: { id: 'flow-1', version: 1 },
    document,
    trigger,
    startedAt: NOW,
    ...more,
  };
}

/**
 * A store of one run that keeps what the database keeps, and refuses what it refuses. States: running →
 * waiting or ended (nothing is stored any more) → running again when it is taken up.
 */
export class MemoryStore {
  readonly attempts = new Map<number, AttemptRecord>();
  /** What the last write said of the run. */
  update: RunUpdate | undefined;
  readonly writes: { attempts: readonly AttemptRecord[]; update: RunUpdate | undefined }[] = [];
  private running = true;

  /** False when the run is not running. */
  save(attempts: readonly AttemptRecord[], update: RunUpdate | undefined): boolean {
    if (!this.running) return false;
    this.writes.push({ attempts, update });
    for (const attempt of attempts) {
      const stored = storedCopy(attempt);
      const { startedAt, input, state } = this.attempts.get(attempt.seq) ?? stored;
      this.attempts.set(attempt.seq, {
        ...{ ...stored, startedAt, input: stored.input ?? input },
        ...(isOver(stored) ? { state: undefined } : { state: stored.state ?? state }),
      });
    }
    this.update = update === undefined ? undefined : { ...update, ...copied(update) };
    this.running = update === undefined;
    return true;
  }

  /** Somebody runs it from now on. Throws for a run that has ended. */
  takeUp(): void {
    if (this.update !== undefined && isTerminal(this.update.status)) {
      throw new Error(`A run that has ${this.update.status} is not taken up.`);
    }
    this.running = true;
  }

  /** The same attempts of a run that was interrupted before its end was stored. */
  interrupted(): MemoryStore {
    const store = new MemoryStore();
    store.save(this.all(), undefined);
    return store;
  }

  /** The attempts in order. */
  all(): AttemptRecord[] {
    return [...this.attempts.values()].sort((one, other) => one.seq - other.seq);
  }

  /** The same as people see them. */
  shown(): Omit<AttemptRecord, 'state'>[] {
    return this.all().map((attempt) => {
      const shown = { ...attempt };
      delete shown.state;
      return shown;
    });
  }

  /** The same as the engine reads them. */
  stored(): StoredAttempt[] {
    return this.all().map(({ tryNumber, error, ...attempt }) => ({
      ...{ seq: attempt.seq, stepId: attempt.stepId, iteration: attempt.iteration, try: tryNumber },
      ...{ status: attempt.status, output: attempt.output, until: attempt.until },
      error: attempt.status === 'failed' ? error : null,
      ...(attempt.state === undefined ? {} : { state: attempt.state }),
    }));
  }

  /** One line an attempt: number, place, status. */
  lines(): string[] {
    return this.all().map(
      ({ seq, stepId, iteration, tryNumber, status }) =>
        `${String(seq)} ${iteration === '' ? '' : `${iteration}.`}${stepId} ${String(tryNumber)} ${status}`,
    );
  }

  /** The run as a worker takes it up again. */
  resumed(document: FlowDocument, trigger: JsonObject = {}, more: Partial<Base> = {}): RunState {
    this.takeUp();
    return stateFrom(baseOf(document, trigger, more), this.stored());
  }
}

function isOver({ status }: AttemptRecord): boolean {
  return status !== 'running' && status !== 'failed';
}

/** As it comes back from being written as JSON: nothing is shared, and what JSON has not is gone. */
function storedCopy(attempt: AttemptRecord): AttemptRecord {
  return { ...attempt, ...copied(attempt) };
}

function copied<T extends { input?: JsonValue; output?: JsonValue; error?: object | null }>(
  of: T,
): Pick<T, 'input' | 'output' | 'error'> {
  const { input, output, error } = of;
  return parseJson(JSON.stringify({ input, output, error })) as unknown as Pick<
    T,
    'input' | 'output' | 'error'
  >;
}
