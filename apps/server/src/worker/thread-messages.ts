import {
  isJsonObject,
  parseJson,
  requireStoredDocument,
  runErrorSchema,
  walkSteps,
  type Field,
  type FlowDocument,
  type JsonValue,
} from '@millrace/model';
import type { ActionCall, CallOutcome, CallRoom, StepError, StoredAttempt } from '@millrace/engine';
import type { ReadingFacts } from '../events/event-reading.ts';
import type { DrivenRun } from './drive-leased.ts';
import type { LeasedRun } from './leased-run.ts';
import type { RunResults } from './run-results.ts';

/*
 * What the server and the thread of large runs say to each other. Values that mappings made go as
 * JSON: a structured clone would turn exact numbers into objects. Bytes are handed over, not copied.
 */

export type ToThread = { id: number } & (
  | { kind: 'run'; run: SentRun }
  | { kind: 'stop' }
  | { kind: 'performed'; call: number; outcome: SentOutcome }
  | { kind: 'saved'; held: boolean }
  | { kind: 'checkpoint'; call: number; state: string; writes: boolean }
  /** What was asked for failed, and the run cannot go on. */
  | { kind: 'broken' }
);

export type FromThread = { id: number } & (
  | { kind: 'perform'; number: number; call: SentCall; room: SentRoom }
  /** Whether the checkpoint of a call was stored. */
  | { kind: 'kept'; number: number; held: boolean }
  | { kind: 'call off'; number: number; timedOut: boolean }
  | { kind: 'save'; results: SentResults }
  | { kind: 'respond' }
  | { kind: 'ended'; fault: ThreadFault | undefined }
);

/** Why a run could not be driven on; `refused` when its results cannot be stored. */
export interface ThreadFault {
  message: string;
  refused?: string | undefined;
}

/** A value as JSON. */
type Text = string;

/** A run on its way to the thread. */
export interface SentRun extends Omit<DrivenRun, 'document' | 'attempts'> {
  event: LeasedRun['event'];
  document: Text;
  attempts: (Omit<StoredAttempt, 'output' | 'error'> & { output: Text; error: Text | null })[];
  /** The input fields of the actions it uses, by what their steps pin them by. */
  fields: ReadonlyMap<string, readonly Field[]>;
  /** Those of them that must not be done again when nobody knows whether they were done. */
  once: ReadonlySet<string>;
  facts: ReadingFacts;
}

/** What a call knows of itself; it keeps more with messages. */
export type SentRoom = Omit<CallRoom, 'checkpoint'>;

/** The step is one of the run's document. */
type SentCall = Omit<ActionCall, 'step' | 'input'> & { step: string; input: Text };

type SentOutcome =
  | ((
      | { ok: true; output: Text }
      | { ok: false; error: Text; retryable: boolean; retryAfter?: number | undefined }
    ) &
      Pick<CallOutcome, 'calls'>)
  | Extract<CallOutcome, { pending: true }>;

export interface SentResults extends Omit<RunResults, 'update'> {
  update: (Omit<NonNullable<RunResults['update']>, 'error'> & { error?: Text }) | undefined;
}

export function sentRun(
  run: LeasedRun,
  actions: Pick<SentRun, 'fields' | 'once'>,
  facts: ReadingFacts,
): { run: SentRun; bytes: ArrayBuffer } {
  const { lease, keyId, flowId, version, parentId, startedAt, document } = run;
  const { body, bytes } = owned(run.event.body);
  const attempts = run.attempts.map((attempt) => ({
    ...attempt,
    output: JSON.stringify(attempt.output),
    error: attempt.error === null ? null : JSON.stringify(attempt.error),
  }));
  const sent = {
    ...{ lease, keyId, flowId, version, parentId, startedAt, attempts, facts, ...actions },
    event: { ...run.event, body },
    document: JSON.stringify(document),
  };
  return { run: sent, bytes };
}

/** Bytes come out of a message as a plain array of them. */
export function receivedRun({ document, attempts, event, ...run }: SentRun): DrivenRun & {
  event: LeasedRun['event'];
} {
  return {
    ...run,
    document: requireStoredDocument(parseJson(document)),
    attempts: attempts.map((attempt) => ({
      ...attempt,
      output: parseJson(attempt.output),
      error: attempt.error === null ? null : receivedError(attempt.error),
    })),
    event: {
      ...event,
      body: asBuffer(event.body),
      item: event.item === null ? null : asBuffer(event.item),
    },
  };
}

export function sentResults({ rows, update, answer }: RunResults): {
  results: SentResults;
  bytes: ArrayBuffer[];
} {
  const held: ArrayBuffer[] = [];
  const hand = (given: Buffer): Buffer => {
    const { body, bytes } = owned(given);
    held.push(bytes);
    return body;
  };
  const results = {
    rows: rows.map((row) => ({ ...row, entries: hand(row.entries) })),
    update: update === undefined ? undefined : sentUpdate(update, hand),
    answer: answer === null ? null : hand(answer),
  };
  return { results, bytes: held };
}

function sentUpdate(
  { error, output, ...update }: NonNullable<RunResults['update']>,
  hand: (bytes: Buffer) => Buffer,
): SentResults['update'] {
  const sent = { ...update, output: output === null ? null : hand(output) };
  return error === undefined ? sent : { ...sent, error: JSON.stringify(error) };
}

export function receivedResults({ rows, update, answer }: SentResults): RunResults {
  return {
    rows: rows.map((row) => ({ ...row, entries: asBuffer(row.entries) })),
    update: update === undefined ? undefined : receivedUpdate(update),
    answer: answer === null ? null : asBuffer(answer),
  };
}

function receivedUpdate({
  error,
  output,
  ...update
}: NonNullable<SentResults['update']>): RunResults['update'] {
  const received = { ...update, output: output === null ? null : asBuffer(output) };
  return error === undefined ? received : { ...received, error: receivedError(error) };
}

export function sentCall({ step, input, ...call }: ActionCall): SentCall {
  return { ...call, step: step.id, input: JSON.stringify(input) };
}

export function sentRoom({ state, retries, neverRepeat }: CallRoom): SentRoom {
  return { state, retries, neverRepeat };
}

export function receivedCall({ step, input, ...call }: SentCall, run: FlowDocument): ActionCall {
  const found = walkSteps(run).find(({ id }) => id === step);
  const value = parseJson(input);
  if ((found?.kind !== 'action' && found?.kind !== 'call') || !isJsonObject(value)) {
    throw new Error(`The thread of large runs asked for a call of step "${step}".`);
  }
  return { ...call, step: found, input: value };
}

export function sentOutcome(outcome: CallOutcome): SentOutcome {
  if ('pending' in outcome) return outcome;
  return outcome.ok
    ? { ...outcome, output: JSON.stringify(outcome.output) }
    : { ...outcome, error: JSON.stringify(outcome.error) };
}

export function receivedOutcome(outcome: SentOutcome): CallOutcome {
  if ('pending' in outcome) return outcome;
  return outcome.ok
    ? { ...outcome, output: parseJson(outcome.output) }
    : { ...outcome, error: receivedError(outcome.error) };
}

function receivedError(text: Text): StepError {
  const value: JsonValue = parseJson(text);
  return runErrorSchema.parse(value);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The bytes as all of a memory that can be handed over: small ones share theirs with others. */
function owned(given: Buffer): { body: Buffer; bytes: ArrayBuffer } {
  const { buffer } = given;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === given.length) {
    return { body: given, bytes: buffer };
  }
  const bytes = new ArrayBuffer(given.length);
  const body = Buffer.from(bytes);
  given.copy(body);
  return { body, bytes };
}
