import { Inject, Injectable } from '@nestjs/common';
import { requireFlowDocument } from '@millrace/model';
import {
  driveRun,
  type RunPorts,
  type RunState,
  type StepResult,
  type StepTries,
} from '@millrace/engine';
import { triggerData } from '../events/event-data.ts';
import { ActionCaller } from './action-caller.ts';
import { WorkerStore, type Lease, type LoadedRun } from './worker.store.ts';

/** Runs one leased run: wires the engine's ports to the store and the connectors. */
@Injectable()
export class RunExecutor {
  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(ActionCaller) private readonly caller: ActionCaller,
  ) {}

  async execute(lease: Lease): Promise<void> {
    const run = await this.store.load(lease.runId);
    if (run === undefined) return;
    await driveRun(stateOf(lease.runId, run), this.ports(lease, run));
  }

  private ports(lease: Lease, run: LoadedRun): RunPorts {
    return {
      perform: (call) => this.caller.perform(run.workspaceId, call),
      save: (attempts, update) => {
        const delayMs = Math.max(0, (update?.availableAt?.getTime() ?? 0) - Date.now());
        const stored = update === undefined ? undefined : { ...update, delayMs };
        return this.store.save(lease, run, attempts, stored);
      },
      now: () => new Date(),
      random: () => Math.random(),
    };
  }
}

function stateOf(runId: string, run: LoadedRun): RunState {
  const results = new Map<string, StepResult>();
  const tries = new Map<string, StepTries>();
  for (const attempt of run.attempts) {
    if (attempt.status === 'succeeded') {
      results.set(attempt.stepId, { status: 'succeeded', output: attempt.output });
    } else if (attempt.status === 'running') {
      tries.set(attempt.stepId, { ended: attempt.try - 1, inFlight: attempt.seq });
    } else {
      tries.set(attempt.stepId, { ended: attempt.try });
    }
  }
  return {
    runId,
    flow: { id: run.flowId, version: run.version },
    document: requireFlowDocument(JSON.parse(run.document)),
    trigger: triggerData(run.event),
    results,
    tries,
    nextSeq: Math.max(0, ...run.attempts.map((attempt) => attempt.seq)) + 1,
  };
}
