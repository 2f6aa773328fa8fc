import { Inject, Injectable } from '@nestjs/common';
import { isTerminal } from '@millrace/model';
import type { RunUpdate } from '@millrace/engine';
import type { JournalRow } from '../runs/attempt-journal.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import type { LeasedRun } from './leased-run.ts';
import type { RunResults } from './run-results.ts';
import type { Save } from './save.sql.ts';
import { WorkerStore } from './worker.store.ts';

/** Stores what a leased run does, and says to whoever listens how it stands. */
@Injectable()
export class RunSaver {
  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** One write at a time. False when the lease was lost. */
  of(run: LeasedRun): (results: RunResults) => Promise<boolean> {
    const save = this.rowsOf(run);
    return async (results) => {
      const saved = await save(results);
      if (saved && results.update !== undefined) this.notify(run, results.update);
      return saved;
    };
  }

  /** Stores the rows of attempts one after the other, the update with the last. */
  private rowsOf({ lease, nextRow, attempts: before, parentId }: LeasedRun) {
    let n = nextRow;
    let lastSeq = before.at(-1)?.seq ?? 0;
    const numbered = (row: JournalRow): Save['row'] => {
      lastSeq = Math.max(lastSeq, row.lastSeq);
      return { ...row, lastSeq, n: n++ };
    };
    return async ({ rows, update, answer }: RunResults): Promise<boolean> => {
      for (const row of rows.slice(0, -1)) {
        const more = { update: undefined, answer: null, parentId: null };
        if (!(await this.store.save({ lease, row: numbered(row), ...more }))) return false;
      }
      const final = rows.at(-1);
      const row = final === undefined ? null : numbered(final);
      return this.store.save({ lease, row, update, answer, parentId });
    };
  }

  notify(
    { workspaceId, lease, flowId, parentId }: LeasedRun,
    { status }: Pick<RunUpdate, 'status'>,
  ): void {
    const message = { kind: 'run', id: lease.runId, flow: flowId, status } as const;
    this.feed.publish({ workspace: workspaceId, message });
    if (parentId !== null && isTerminal(status)) this.feed.publishWork();
  }
}
