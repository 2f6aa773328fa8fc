import { z } from 'zod';
import type { JsonObject, JsonValue } from './json.ts';

/** The states a run goes through. Terminal states never change; a replay is a new run. */
export const runStatusSchema = z.enum([
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'stopped',
  'in_doubt',
  'cancelled',
]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** The one table of allowed moves between run states. */
export const RUN_TRANSITIONS: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'cancelled'],
  running: ['queued', 'waiting', 'succeeded', 'failed', 'stopped', 'in_doubt', 'cancelled'],
  waiting: ['running', 'cancelled'],
  succeeded: [],
  failed: [],
  stopped: [],
  in_doubt: [],
  cancelled: [],
};

/** True when a run may move from one state to the other. */
export function canTransition(from: RunStatus, to: RunStatus): boolean {
  return RUN_TRANSITIONS[from].includes(to);
}

/** True for a state that never changes again. */
export function isTerminal(status: RunStatus): boolean {
  return RUN_TRANSITIONS[status].length === 0;
}

/** How one try of a step ended; `running` while it has not. */
export const attemptStatusSchema = z.enum([
  'running',
  'succeeded',
  'failed',
  'skipped',
  'in_doubt',
]);
export type AttemptStatus = z.infer<typeof attemptStatusSchema>;

/** Where an event came from. */
export const eventKindSchema = z.enum([
  'webhook',
  'manual',
  'sample',
  'schedule',
  'poll',
  'email',
  'form',
  'failure',
  'silence',
  'call',
  'replay',
]);
export type EventKind = z.infer<typeof eventKindSchema>;

/** What was decided about something that arrived. */
export const verdictSchema = z.enum([
  'accepted',
  'duplicate',
  'handshake',
  'paused',
  'unpublished',
  'bad_signature',
  'malformed',
]);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * The failure of a step after which the flow goes on, as later steps see it at `steps.<id>.error`.
 * Status and body are null where nothing was answered.
 */
export interface StepFailure extends JsonObject {
  status: number | null;
  code: string;
  message: string;
  body: JsonValue;
}
