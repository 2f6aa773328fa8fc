import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EventReader } from '../events/event-reader.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import type { StepActions } from '../flows/step-actions.ts';
import { ActionCaller } from './action-caller.ts';
import { BodyBudget } from './body-budget.ts';
import { driveLeased, type RunHost } from './drive-leased.ts';
import { FlowCaller } from './flow-caller.ts';
import { LargeRuns } from './large-runs.ts';
import { mayHaveExpired } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { RunLoader, SMALL_BODY, type LoadedRun } from './run-loader.ts';
import { RunSaver } from './run-saver.ts';

const NO_BYTES = Buffer.alloc(0);

/** Runs one leased run: wires the engine's ports to the store and the connectors. */
@Injectable()
export class RunExecutor implements OnApplicationShutdown {
  private readonly budget = new BodyBudget();
  private readonly large: LargeRuns;

  constructor(
    @Inject(RunSaver) private readonly saver: RunSaver,
    @Inject(RunLoader) private readonly loader: RunLoader,
    @Inject(ActionCaller) private readonly actions: ActionCaller,
    @Inject(FlowCaller) private readonly flows: FlowCaller,
    @Inject(FlowActions) private readonly pinned: FlowActions,
    @Inject(EventReader) private readonly reader: EventReader,
  ) {
    this.large = new LargeRuns(reader.facts);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.large.close();
  }

  /** Runs it until it ends, waits, loses its lease or `signal` is aborted. */
  async execute(run: LoadedRun, signal: AbortSignal): Promise<void> {
    if (run.bodyRead) return this.drive(run, signal);
    await this.budget.use(run.size, async () => {
      const body = await this.loader.body(run.event.id, run.size);
      await this.drive({ ...run, event: { ...run.event, body } }, signal);
    });
  }

  private async drive(run: LeasedRun, signal: AbortSignal): Promise<void> {
    const actions = await this.pinned.ofVersion(run.workspaceId, run.pins);
    if (run.event.body.length > SMALL_BODY) {
      return this.large.drive(run, actions, this.host(withoutBytes(run), actions), signal);
    }
    const trigger = this.reader.trigger(run.event, run.json);
    const rest = withoutBytes(run);
    const { fieldsOf, neverRepeats } = actions;
    return driveLeased(rest, { trigger, fieldsOf, neverRepeats }, this.host(rest, actions), signal);
  }

  private host(run: LeasedRun, actions: StepActions): RunHost {
    const caller = { workspaceId: run.workspaceId, runId: run.lease.runId, actions };
    return {
      perform: async (call, signal, room) => {
        if (mayHaveExpired(run.lease)) throw new LeaseLost(run.lease.runId);
        const { step } = call;
        if (step.kind === 'call') return this.flows.perform(run, { ...call, step });
        return this.actions.perform(caller, { ...call, step }, signal, room);
      },
      save: this.saver.of(run),
      respond: () => this.saver.notify(run, { status: 'running' }),
    };
  }
}

/** Nothing may be called any more: another worker may be calling it. */
class LeaseLost extends Error {
  constructor(runId: string) {
    super(`the lease of run ${runId} may have expired`);
  }
}

/**
 * What mappings see is all that is needed of the event. A run may wait long for a call, and the files
 * in its body are read one by one where they are sent.
 */
function withoutBytes(run: LeasedRun): LeasedRun {
  return { ...run, event: { ...run.event, body: NO_BYTES }, json: undefined };
}
