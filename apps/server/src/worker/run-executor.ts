import { Inject, Injectable } from '@nestjs/common';
import { isTerminal, parseDuration, walkSteps, type FlowDocument } from '@millrace/model';
import {
  driveRun,
  stateFrom,
  type AttemptRecord,
  type RunPorts,
  type RunState,
  type RunUpdate,
} from '@millrace/engine';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { triggerData } from '../events/event-data.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { ActionCaller } from './action-caller.ts';
import { setAlarm } from './alarm.ts';
import { BodyBudget } from './body-budget.ts';
import { FlowCaller } from './flow-caller.ts';
import { mayHaveExpired } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { RunLoader, type LoadedRun } from './run-loader.ts';
import { WorkerStore } from './worker.store.ts';

/** Runs one leased run: wires the engine's ports to the store and the connectors. */
@Injectable()
export class RunExecutor {
  private readonly large = new BodyBudget();

  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(RunLoader) private readonly loader: RunLoader,
    @Inject(ActionCaller) private readonly actions: ActionCaller,
    @Inject(FlowCaller) private readonly flows: FlowCaller,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
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
    return driveRun(stateOf(run, this.catalogue.fieldsOf), this.ports(run), signal);
  }

  private ports(run: LeasedRun): RunPorts {
    let row = run.nextRow;
    const wantsOutput = run.parentId !== null || replyMode(run.document) !== 'accepted';
    return {
      perform: async (call, signal) => {
        if (mayHaveExpired(run.lease)) throw new LeaseLost(run.lease.runId);
        const { step } = call;
        if (step.kind === 'call') return this.flows.perform(run, { ...call, step });
        return this.actions.perform(run.workspaceId, { ...call, step }, signal);
      },
      save: async (attempts, update) => {
        const saved = await this.store.save({
          lease: run.lease,
          row: row++,
          attempts,
          update: update === undefined ? undefined : stored(update, wantsOutput),
          answer: answerOf(run.document, attempts),
          parentId: run.parentId,
        });
        if (saved && update !== undefined) this.notify(run, update);
        return saved;
      },
      respond: () => this.notify(run, { status: 'running' }),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => new Date(),
      alarm: setAlarm,
      random: () => Math.random(),
    };
  }

  private notify({ workspaceId, lease, flowId, parentId }: LeasedRun, { status }: RunUpdate): void {
    const message = { kind: 'run', id: lease.runId, flow: flowId, status } as const;
    this.feed.publish({ workspace: workspaceId, message });
    if (parentId !== null && isTerminal(status)) this.feed.publishWork();
  }
}

/** Nothing may be called any more: another worker may be calling it. */
class LeaseLost extends Error {
  constructor(runId: string) {
    super(`the lease of run ${runId} may have expired`);
  }
}

function stateOf(run: LeasedRun, fieldsOf: RunState['fieldsOf']): RunState {
  return stateFrom(
    {
      runId: run.lease.runId,
      keyId: run.keyId,
      flow: { id: run.flowId, version: run.version },
      document: run.document,
      fieldsOf,
      startedAt: run.startedAt,
      trigger: triggerData(run.event, run.json),
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

function stored(update: RunUpdate, wantsOutput: boolean) {
  const { output, ...rest } = update;
  const delayMs = Math.max(0, (update.availableAt?.getTime() ?? 0) - Date.now());
  return { ...rest, ...(wantsOutput && output !== undefined ? { output } : {}), delayMs };
}

function replyMode({ trigger }: FlowDocument): string {
  return trigger.kind === 'webhook' ? (trigger.reply?.mode ?? 'accepted') : 'accepted';
}

/** What the last respond step among these attempts says to the sender. */
function answerOf(document: FlowDocument, attempts: readonly AttemptRecord[]): Buffer | null {
  if (replyMode(document) !== 'respond') return null;
  const responds = new Set(
    walkSteps(document).flatMap(({ id, kind }) => (kind === 'respond' ? [id] : [])),
  );
  const said = attempts.findLast(
    ({ stepId, status }) => status === 'succeeded' && responds.has(stepId),
  );
  return said === undefined ? null : Buffer.from(JSON.stringify(said.output));
}
