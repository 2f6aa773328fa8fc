import { AppError, walkSteps, type FlowDocument } from '@millrace/model';
import type { AttemptRecord, RunUpdate } from '@millrace/engine';
import { encodeRows, type JournalRow } from '../runs/attempt-journal.ts';
import type { LeasedRun } from './leased-run.ts';
import type { SavedUpdate } from './save.sql.ts';

/** A statement of results holds about this much, so that it ends long before its time is up. */
const MOST_ROW_BYTES = 4 * 1024 * 1024;

/** What a run has to store, as the database gets it. */
export interface RunResults {
  /** Attempts, in as many rows as keep each statement small. */
  rows: JournalRow[];
  update: SavedUpdate | undefined;
  /** What a respond step of these attempts says to the sender. */
  answer: Buffer | null;
}

/** Throws RUN_RESULTS_REFUSED for more than JSON text can hold. */
export function resultsOf(
  { document, parentId }: Pick<LeasedRun, 'document' | 'parentId'>,
  attempts: readonly AttemptRecord[],
  update: RunUpdate | undefined,
): RunResults {
  const wantsOutput = parentId !== null || replyMode(document) !== 'accepted';
  try {
    return {
      rows: encodeRows(attempts, MOST_ROW_BYTES),
      update: update === undefined ? undefined : savedUpdate(update, wantsOutput),
      answer: answerOf(document, attempts),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('RUN_RESULTS_REFUSED', { reason }, { cause: error });
  }
}

function savedUpdate(
  { status, error, output, availableAt }: RunUpdate,
  wantsOutput: boolean,
): SavedUpdate {
  return {
    status,
    ...(error === undefined ? {} : { error }),
    delayMs: Math.max(0, (availableAt?.getTime() ?? 0) - Date.now()),
    output:
      wantsOutput && output !== undefined && output !== null
        ? Buffer.from(JSON.stringify(output))
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
