import type { FlowDocument, JsonValue, RunStatus } from '@millrace/model';
import type { AttemptRecord, FlowAnswer, RunPorts } from '../ports.ts';
import type { StepError } from '../state.ts';
import type { StoredAttempt } from '../stored.ts';

export interface NewRun {
  /** Runs with the same key follow one another. */
  key?: string;
  /** The run that called this one. */
  parent?: string;
}

/** A run somebody holds. */
export interface HeldRun {
  id: string;
  /** What was stored of it before. */
  attempts: readonly StoredAttempt[];
  save: RunPorts['save'];
  /** False when the lease was lost. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/** A run as whoever asks sees it. */
export interface SeenRun {
  status: RunStatus;
  error: StepError | null;
  output: JsonValue;
  answer: FlowAnswer | undefined;
  attempts: Omit<AttemptRecord, 'until' | 'state'>[];
}

/** What the engine and those who drive it rely on: where runs wait, are leased, and are stored. */
export interface RunQueue {
  /** Stores a run of the contract's flow that is due at once. */
  add(run?: NewRun): Promise<string>;
  /** Leases all runs that are due and may run. */
  claim(): Promise<HeldRun[]>;
  /** False for a run that has ended. */
  cancel(run: string): Promise<boolean>;
  /** The time has come: a wait is over, or the lease has expired. */
  makeDue(run: string): Promise<void>;
  see(run: string): Promise<SeenRun>;
}

/** The flow of the runs. Nothing of it is carried out. */
export const CONTRACT_FLOW: FlowDocument = {
  millrace: 1,
  name: 'Contract',
  trigger: { kind: 'webhook', reply: { mode: 'respond' } },
  steps: [
    {
      id: 'charge',
      kind: 'action',
      action: 'http.request',
      input: { method: 'POST', url: 'https://example.com/charges' },
      on_error: 'never_repeat',
    },
    { id: 'pause', kind: 'delay', for: '1h' },
    { id: 'answer', kind: 'respond', status: 201, headers: {}, body: null },
  ],
};
