import type { RunUpdate } from '@millrace/engine';
import { isTerminal } from '@millrace/model';
import {
  bytesArray,
  boolArray,
  floatArray,
  intArray,
  textArray,
  uuidArray,
} from '../database/pg-arrays.ts';
import type { JournalRow } from '../runs/attempt-journal.ts';
import type { Lease } from './lease.ts';

/** One write of a run's results. */
export interface Save {
  lease: Lease;
  /** Attempts as a row of the journal, with its number. */
  row: (JournalRow & { n: number }) | null;
  update: SavedUpdate | undefined;
  /** What a respond step of these attempts says to the sender. */
  answer: Buffer | null;
  /** The run that waits for this one to end. */
  parentId: string | null;
}

/** The new state of a run, its output as bytes. */
export interface SavedUpdate extends Pick<RunUpdate, 'status' | 'error'> {
  delayMs: number;
  output: Buffer | null;
}

/** Bytes that a save sends, about. */
export function sizeOf({ row, update, answer }: Save): number {
  const payloads = [row?.entries, update?.output, answer];
  return payloads.reduce((sum, bytes) => sum + (bytes?.length ?? 0), ROW_BYTES);
}

const ROW_BYTES = 256;

/** What a batch of saves needs beside ends and answers; leaving it out saves a look at every day. */
interface Parts {
  /** Some only add attempts. */
  adds: boolean;
  /** Some end a run that another one waits for. */
  wakes: boolean;
}

/*
 * The results of many runs in one statement, so in one commit. Only runs whose fence still holds
 * are written: the others belong to another worker by now, and their ids are missing in the answer.
 * Rows are locked in the order of their ids, so that two processes never wait in a circle. The
 * range of ids lets PostgreSQL leave all other days alone.
 */
const saveWith = ({ adds, wakes }: Parts): string => `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::float8[], $5::text[],
      $6::bytea[], $7::bytea[], $8::boolean[], $9::uuid[])
      AS given (id, fence, status, delay, error, output, answer, ended, parent)
    ORDER BY id
  ), changed AS (
    UPDATE runs SET status = coalesce(given.status, runs.status),
      available_at = CASE WHEN given.status IS NULL THEN runs.available_at
        ELSE now() + given.delay * interval '1 millisecond' END,
      error = given.error, output = given.output,
      answer = coalesce(given.answer, runs.answer),
      finished_at = CASE WHEN given.ended THEN now() END
    FROM given
    WHERE runs.id = given.id AND runs.fence = given.fence AND runs.status = 'running'
      AND runs.id BETWEEN $14::uuid AND $15::uuid
      AND (given.status IS NOT NULL OR given.answer IS NOT NULL)
    RETURNING runs.id
  ), written AS (
    SELECT id FROM changed ${adds ? `UNION ALL (${HELD})` : ''}
  ), ${wakes ? `woken AS (${WOKEN}), ` : ''}stored AS (
    INSERT INTO attempts (run_id, n, fence, entries, first_seq, last_seq)
    SELECT rows.id, rows.n, rows.fence, rows.entries, rows.first_seq, rows.last_seq
    FROM unnest($10::uuid[], $11::integer[], $12::integer[], $13::bytea[], $16::integer[],
      $17::integer[]) AS rows (id, n, fence, entries, first_seq, last_seq)
    WHERE rows.id IN (SELECT id FROM written)
  )
  SELECT id FROM written`;

const HELD = `
    WITH locked AS (
      SELECT runs.id FROM given JOIN runs ON runs.id = given.id
        AND runs.id BETWEEN $14::uuid AND $15::uuid
      WHERE runs.fence = given.fence AND runs.status = 'running'
        AND given.status IS NULL AND given.answer IS NULL
      FOR UPDATE OF runs
    )
    SELECT id FROM locked`;

const WOKEN = `
    UPDATE runs SET available_at = now() FROM given
    WHERE runs.id = given.parent AND runs.status = 'waiting' AND given.ended
      AND given.id IN (SELECT id FROM changed)`;

/** The statement for these saves, with the name it is prepared under. */
export function saveStatement(saves: readonly Save[]): { name: string; text: string } {
  const adds = saves.some(({ update, answer }) => update === undefined && answer === null);
  const wakes = saves.some(
    ({ update, parentId }) =>
      parentId !== null && update !== undefined && isTerminal(update.status),
  );
  const name = `save${adds ? '-adds' : ''}${wakes ? '-wakes' : ''}`;
  const text = TEXTS.get(name) ?? saveWith({ adds, wakes });
  TEXTS.set(name, text);
  return { name, text };
}

/** By name: at most four. */
const TEXTS = new Map<string, string>();

/** The parameters of any of the statements. */
export function saveColumns(saves: readonly Save[]): (Buffer | string)[] {
  const rows = saves.flatMap(({ lease, row }) => (row === null ? [] : [{ ...lease, ...row }]));
  const ids = saves.map(({ lease }) => lease.runId).sort();
  return [
    uuidArray(saves.map(({ lease }) => lease.runId)),
    intArray(saves.map(({ lease }) => lease.fence)),
    textArray(saves.map(({ update }) => update?.status ?? null)),
    floatArray(saves.map(({ update }) => update?.delayMs ?? 0)),
    textArray(saves.map(({ update }) => errorText(update))),
    bytesArray(saves.map(({ update }) => update?.output ?? null)),
    bytesArray(saves.map(({ answer }) => answer)),
    boolArray(saves.map(({ update }) => update !== undefined && isTerminal(update.status))),
    uuidArray(saves.map(({ parentId }) => parentId)),
    uuidArray(rows.map(({ runId }) => runId)),
    intArray(rows.map(({ n }) => n)),
    intArray(rows.map(({ fence }) => fence)),
    bytesArray(rows.map(({ entries }) => entries)),
    ids[0] ?? NO_ID,
    ids.at(-1) ?? NO_ID,
    intArray(rows.map(({ firstSeq }) => firstSeq)),
    intArray(rows.map(({ lastSeq }) => lastSeq)),
  ];
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** PostgreSQL's text holds no U+0000; JSON spells it as an escape. */
function errorText(update: SavedUpdate | undefined): string | null {
  return update?.error === undefined ? null : JSON.stringify(update.error);
}
