import { isTerminal, type FlowDocument, type JsonValue, type RunStatus } from '@millrace/model';
import type { AttemptRecord, FlowAnswer, RunUpdate } from '../ports.ts';
import type { StepError } from '../state.ts';
import { cancelledAttempts } from '../stored.ts';
import { MemoryStore } from './memory-store.ts';
import type { HeldRun, NewRun, RunQueue, SeenRun } from './run-queue.ts';

const LEASE_MS = 15_000;

interface MemoryRun {
  id: string;
  key: string | undefined;
  parent: string | undefined;
  status: RunStatus;
  /** Schedule, lease and wait in one, in milliseconds since 1970. */
  availableAt: number;
  fence: number;
  store: MemoryStore;
  error: StepError | null;
  output: JsonValue;
  answer: FlowAnswer | undefined;
}

/** Runs in memory, under the rules of the database. */
export class MemoryQueue implements RunQueue {
  private readonly runs = new Map<string, MemoryRun>();
  private readonly document: FlowDocument;

  constructor(document: FlowDocument) {
    this.document = document;
  }

  add({ key, parent }: NewRun = {}): Promise<string> {
    const id = `run-${String(this.runs.size + 1)}`;
    const state = { status: 'queued', availableAt: Date.now(), fence: 0 } as const;
    const left = { store: new MemoryStore(), error: null, output: null, answer: undefined };
    this.runs.set(id, { id, key, parent, ...state, ...left });
    return Promise.resolve(id);
  }

  claim(): Promise<HeldRun[]> {
    const due = [...this.runs.values()].filter((run) => this.mayRun(run));
    return Promise.resolve(due.map((run) => this.lease(run)));
  }

  cancel(id: string): Promise<boolean> {
    const run = this.run(id);
    if (isTerminal(run.status)) return Promise.resolve(false);
    run.store.takeUp();
    const open = run.store.stored().filter(({ status }) => status === 'running');
    run.store.save(cancelledAttempts(this.document, open, new Date()), { status: 'cancelled' });
    run.status = 'cancelled';
    return Promise.resolve(true);
  }

  makeDue(id: string): Promise<void> {
    this.run(id).availableAt = Date.now();
    return Promise.resolve();
  }

  see(id: string): Promise<SeenRun> {
    const { status, error, output, answer, store } = this.run(id);
    return Promise.resolve({ status, error, output, answer, attempts: store.shown() });
  }

  private run(id: string): MemoryRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Error(`There is no run ${id}.`);
    return run;
  }

  /** Due, and first of its key. */
  private mayRun(run: MemoryRun): boolean {
    if (isTerminal(run.status) || run.availableAt > Date.now()) return false;
    if (run.key === undefined) return true;
    const first = [...this.runs.values()].find(
      ({ key, status }) => key === run.key && !isTerminal(status),
    );
    return first === run;
  }

  private lease(run: MemoryRun): HeldRun {
    run.fence += 1;
    run.status = 'running';
    run.availableAt = Date.now() + LEASE_MS;
    run.store.takeUp();
    const { fence } = run;
    const holds = (): boolean => run.status === 'running' && run.fence === fence;
    return {
      id: run.id,
      attempts: run.store.stored(),
      save: (attempts, update) => {
        const held = holds() && run.store.save(attempts, update);
        if (held) this.note(run, attempts, update);
        return Promise.resolve(held);
      },
      renew: () => {
        if (holds()) run.availableAt = Date.now() + LEASE_MS;
        return Promise.resolve(holds());
      },
      release: () => {
        if (holds()) Object.assign(run, { status: 'queued', availableAt: Date.now() });
        return Promise.resolve();
      },
    };
  }

  private note(
    run: MemoryRun,
    attempts: readonly AttemptRecord[],
    update: RunUpdate | undefined,
  ): void {
    const said = attempts.findLast(
      ({ stepId, status }) => status === 'succeeded' && this.responds(stepId),
    );
    if (said !== undefined) run.answer = said.output as unknown as FlowAnswer;
    if (update === undefined) return;
    const { error = null, output = null } = run.store.update ?? {};
    Object.assign(run, { status: update.status, error, output });
    run.availableAt = update.availableAt?.getTime() ?? Date.now();
    const parent = run.parent === undefined ? undefined : this.run(run.parent);
    if (isTerminal(update.status) && parent?.status === 'waiting') parent.availableAt = Date.now();
  }

  private responds(stepId: string): boolean {
    return this.document.steps.some(({ id, kind }) => id === stepId && kind === 'respond');
  }
}
