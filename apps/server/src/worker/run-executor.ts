import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isTerminal,
  parseDuration,
  walkSteps,
  type FlowDocument,
  type JsonObject,
} from '@millrace/model';
import {
  driveRun,
  stateFrom,
  type AttemptRecord,
  type RunPorts,
  type RunState,
  type RunUpdate,
} from '@millrace/engine';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { EventReader } from '../events/event-reader.ts';
import { encodeRows, type JournalRow } from '../runs/attempt-journal.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { ActionCaller } from './action-caller.ts';
import { setAlarm } from './alarm.ts';
import { BodyBudget } from './body-budget.ts';
import { FlowCaller } from './flow-caller.ts';
import { mayHaveExpired } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { RunLoader, type LoadedRun } from './run-loader.ts';
import type { Save, SavedUpdate } from './save.sql.ts';
import { WorkerStore } from './worker.store.ts';

/** A statement of results holds about this much, so that it ends long before its time is up. */
const MOST_ROW_BYTES = 4 * 1024 * 1024;

const NO_BYTES = Buffer.alloc(0);

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
    @Inject(EventReader) private readonly reader: EventReader,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** Runs it until it ends, waits, loses its lease or `signal` is aborted. */
  async execute(run: LoadedRun, signal: AbortSignal): Promise<void> {
    if (run.bodyRead) return this.drive(run, signal);
    await this.large.use(run.size, async () =>
      this.driveWith(run, await this.loader.body(run.event.id, run.size), signal),
    );
  }

  private drive(run: LeasedRun, signal: AbortSignal): Promise<void> {
    const trigger = this.reader.trigger(run.event, run.json);
    // What mappings see is all that is needed of the event. A run may wait long for a call, and the
    // files in its body are read one by one where they are sent.
    const rest = { ...run, event: { ...run.event, body: NO_BYTES }, json: undefined };
    return driveRun(stateOf(rest, trigger, this.catalogue.fieldsOf), this.ports(rest), signal);
  }

  /** A function of its own, so that nothing that waits for the run holds the bytes of its event. */
  private driveWith(run: LoadedRun, body: Buffer, signal: AbortSignal): Promise<void> {
    return this.drive({ ...run, event: { ...run.event, body } }, signal);
  }

  private ports(run: LeasedRun): RunPorts {
    const wantsOutput = run.parentId !== null || replyMode(run.document) !== 'accepted';
    const save = this.saver(run);
    const caller = { workspaceId: run.workspaceId, runId: run.lease.runId };
    return {
      perform: async (call, signal) => {
        if (mayHaveExpired(run.lease)) throw new LeaseLost(run.lease.runId);
        const { step } = call;
        if (step.kind === 'call') return this.flows.perform(run, { ...call, step });
        return this.actions.perform(caller, { ...call, step }, signal);
      },
      save: async (attempts, update) => {
        const saved = await save(attempts, {
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

  /** Stores attempts; those that are too large for one statement in several, the update with the last. */
  private saver({ lease, nextRow, attempts: before }: LeasedRun) {
    let n = nextRow;
    let lastSeq = before.at(-1)?.seq ?? 0;
    const numbered = (row: JournalRow): Save['row'] => {
      lastSeq = Math.max(lastSeq, row.lastSeq);
      return { ...row, lastSeq, n: n++ };
    };
    return async (
      attempts: readonly AttemptRecord[],
      last: Pick<Save, 'update' | 'answer' | 'parentId'>,
    ): Promise<boolean> => {
      const rows = encoded(() => encodeRows(attempts, MOST_ROW_BYTES));
      const final = rows.pop();
      for (const row of rows) {
        const more = { update: undefined, answer: null, parentId: null };
        if (!(await this.store.save({ lease, row: numbered(row), ...more }))) return false;
      }
      const row = final === undefined ? null : numbered(final);
      return this.store.save({ lease, row, ...last });
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

/** Throws RUN_RESULTS_REFUSED for more than JSON text can hold. */
function encoded<T>(encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('RUN_RESULTS_REFUSED', { reason }, { cause: error });
  }
}

function stored(
  { status, error, output, availableAt }: RunUpdate,
  wantsOutput: boolean,
): SavedUpdate {
  return {
    status,
    ...(error === undefined ? {} : { error }),
    delayMs: Math.max(0, (availableAt?.getTime() ?? 0) - Date.now()),
    output:
      wantsOutput && output !== undefined && output !== null
        ? encoded(() => Buffer.from(JSON.stringify(output)))
        : null,
  };
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
