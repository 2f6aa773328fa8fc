import { Inject, Injectable } from '@nestjs/common';
import { AppError, isTerminal, walkSteps, type FlowDocument } from '@millrace/model';
import type { AttemptRecord, RunPorts, RunUpdate } from '@millrace/engine';
import { encodeRows, type JournalRow } from '../runs/attempt-journal.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import type { LeasedRun } from './leased-run.ts';
import type { Save, SavedUpdate } from './save.sql.ts';
import { WorkerStore } from './worker.store.ts';

/** A statement of results holds about this much, so that it ends long before its time is up. */
const MOST_ROW_BYTES = 4 * 1024 * 1024;

/** Stores what a leased run does: the engine's way to the journal. */
@Injectable()
export class RunSaver {
  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** One write at a time. Throws RUN_RESULTS_REFUSED for more than JSON text can hold. */
  of(run: LeasedRun): RunPorts['save'] {
    const wantsOutput = run.parentId !== null || replyMode(run.document) !== 'accepted';
    const save = this.rowsOf(run);
    return async (attempts, update) => {
      const saved = await save(attempts, {
        update: update === undefined ? undefined : stored(update, wantsOutput),
        answer: answerOf(run.document, attempts),
        parentId: run.parentId,
      });
      if (saved && update !== undefined) this.notify(run, update);
      return saved;
    };
  }

  /** Stores attempts; those that are too large for one statement in several, the update with the last. */
  private rowsOf({ lease, nextRow, attempts: before }: LeasedRun) {
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

  /** Says to whoever listens how the run stands. */
  notify({ workspaceId, lease, flowId, parentId }: LeasedRun, { status }: RunUpdate): void {
    const message = { kind: 'run', id: lease.runId, flow: flowId, status } as const;
    this.feed.publish({ workspace: workspaceId, message });
    if (parentId !== null && isTerminal(status)) this.feed.publishWork();
  }
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
