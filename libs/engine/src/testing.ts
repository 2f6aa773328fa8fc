import type { FlowDocument, JsonObject, Step } from '@millrace/model';
import type { AttemptRecord, CallOutcome, RunPorts, RunUpdate } from './drive.ts';
import type { ActionCall } from './decision.ts';
import type { RunState } from './state.ts';

/** A flow document of these steps. */
export function flowOf(...steps: Step[]): FlowDocument {
  return { millrace: 1, name: 'Test flow', trigger: { kind: 'webhook' }, steps };
}

/** A run that has not begun. */
export function newRun(document: FlowDocument, trigger: JsonObject = {}): RunState {
  return {
    runId: 'run-1',
    flow: { id: 'flow-1', version: 1 },
    document,
    trigger,
    results: new Map(),
    tries: new Map(),
    nextSeq: 1,
  };
}

/** What the ports of a test saw. */
export interface Recorded {
  calls: ActionCall[];
  saves: { attempts: readonly AttemptRecord[]; update: RunUpdate | undefined }[];
}

/** Ports that answer calls in order and remember what was stored. */
export function recordingPorts(
  outcomes: CallOutcome[],
  options: { holdsLease?: (save: number) => boolean; now?: Date } = {},
): RunPorts & Recorded {
  const calls: ActionCall[] = [];
  const saves: Recorded['saves'] = [];
  return {
    calls,
    saves,
    perform(call) {
      calls.push(call);
      return Promise.resolve(outcomes.shift() ?? { ok: true, output: null });
    },
    save(attempts, update) {
      saves.push({ attempts: [...attempts], update });
      return Promise.resolve(options.holdsLease?.(saves.length) ?? true);
    },
    now: () => options.now ?? new Date('2026-11-21T08:00:00Z'),
    random: () => 0,
  };
}
