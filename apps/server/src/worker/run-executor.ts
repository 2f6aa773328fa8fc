import { Inject, Injectable } from '@nestjs/common';
import { parseDuration, type JsonObject } from '@millrace/model';
import { driveRun, stateFrom, type RunPorts, type RunState } from '@millrace/engine';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { EventReader } from '../events/event-reader.ts';
import { ActionCaller } from './action-caller.ts';
import { setAlarm } from './alarm.ts';
import { BodyBudget } from './body-budget.ts';
import { FlowCaller } from './flow-caller.ts';
import { mayHaveExpired } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { RunLoader, type LoadedRun } from './run-loader.ts';
import { RunSaver } from './run-saver.ts';

/** Runs one leased run: wires the engine's ports to the store and the connectors. */
@Injectable()
export class RunExecutor {
  private readonly large = new BodyBudget();

  constructor(
    @Inject(RunSaver) private readonly saver: RunSaver,
    @Inject(RunLoader) private readonly loader: RunLoader,
    @Inject(ActionCaller) private readonly actions: ActionCaller,
    @Inject(FlowCaller) private readonly flows: FlowCaller,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(EventReader) private readonly reader: EventReader,
  ) {}

  /** Runs it until it ends, waits, loses its lease or `signal` is aborted. */
  async execute(run: LoadedRun, signal: AbortSignal): Promise<void> {
    if (run.bodyRead) return this.drive(run, signal);
    await this.large.use(run.size, async () => {
      const body = await this.loader.body(run.event.id);
      await this.drive({ ...run, event: { ...run.event, body } }, signal);
    });
  }

  private drive(run: LeasedRun, signal: AbortSignal): Promise<void> {
    const trigger = this.reader.trigger(run.event, run.json);
    return driveRun(stateOf(run, trigger, this.catalogue.fieldsOf), this.ports(run), signal);
  }

  private ports(run: LeasedRun): RunPorts {
    const caller = { workspaceId: run.workspaceId, runId: run.lease.runId };
    return {
      perform: async (call, signal) => {
        if (mayHaveExpired(run.lease)) throw new LeaseLost(run.lease.runId);
        const { step } = call;
        if (step.kind === 'call') return this.flows.perform(run, { ...call, step });
        return this.actions.perform(caller, { ...call, step }, signal);
      },
      save: this.saver.of(run),
      respond: () => this.saver.notify(run, { status: 'running' }),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => new Date(),
      alarm: setAlarm,
      random: () => Math.random(),
    };
  }
}

/** Nothing may be called any more: another worker may be calling it. */
class LeaseLost extends Error {
  constructor(runId: string) {
    super(`the lease of run ${runId} may have expired`);
  }
}

function stateOf(run: LeasedRun, trigger: JsonObject, fieldsOf: RunState['fieldsOf']): RunState {
  return stateFrom(
    {
      runId: run.lease.runId,
      keyId: run.keyId,
      flow: { id: run.flowId, version: run.version },
      document: run.document,
      fieldsOf,
      startedAt: run.startedAt,
      trigger,
      deadline: deadlineOf(run),
    },
    run.attempts,
  );
}

function deadlineOf({ document, startedAt }: LeasedRun): Date | undefined {
  const limit = document.limits?.timeout;
  const ms = limit === undefined ? undefined : parseDuration(limit);
  return ms === undefined ? undefined : new Date(startedAt.getTime() + ms);
}
