import { uuid7 } from '../database/uuid7.ts';
import { isJsonObject, type AppError, type AuditAction, type JsonObject } from '@millrace/model';
import { isRetryable } from '@millrace/connector-kit';
import type { RegistrationChange, RegistrationRow } from './registration.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** A webhook is looked at this often. */
const CHECK_MS = DAY;
const FIRST_RETRY_MS = 15 * SECOND;
const MOST_RETRY_MS = HOUR;
/** What no passing fault explains is tried again all the same: somebody may have mended the account. */
const REFUSED_RETRY_MS = 6 * HOUR;
/** Then a webhook that cannot be removed is left to a person: some two days. */
const MOST_REMOVALS = 50;
const MOST_REFUSED_REMOVALS = 8;

/** What is to be done for a registration. */
export type Job = 'subscribe' | 'find' | 'unsubscribe' | 'renew' | 'check' | 'replace';

/** What came of it. */
export type Outcome =
  | {
      kind: 'subscribed';
      kept: JsonObject;
      secret: Buffer | null;
      expires: Date | null;
      url: string;
    }
  | { kind: 'alive' | 'repaired' | 'lost' | 'removed' }
  | { kind: 'renewed'; expires: Date | null }
  | { kind: 'failed'; error: AppError; unsure: boolean };

/** What a decision is about. */
interface Facts {
  job: Job;
  now: Date;
  /** Undefined where a webhook does not end by itself. */
  renewBeforeMs: number | undefined;
}

/** What is due: `find` makes once more what may be there, so that it can be removed. */
export function jobOf(
  row: RegistrationRow,
  { now, renewBeforeMs, url }: Omit<Facts, 'job'> & { url: string },
): Job {
  if (row.kept === null) return row.goal === 'live' ? 'subscribe' : 'find';
  if (row.goal === 'gone') return 'unsubscribe';
  if (row.url !== url) return 'replace';
  const left = renewBeforeMs === undefined ? undefined : row.expiresAt?.getTime();
  const isEnding = left !== undefined && left - (renewBeforeMs ?? 0) <= now.getTime();
  return isEnding ? 'renew' : 'check';
}

/** How the row is after an outcome, and what the audit says; pure. */
export function decide(
  row: RegistrationRow,
  outcome: Outcome,
  facts: Facts,
): { change: RegistrationChange; audit: AuditAction | undefined } {
  const { now, renewBeforeMs } = facts;
  const well = { error: null, tries: 0, unsure: false };
  const living = (expiresAt: Date | null): RegistrationChange => ({
    ...well,
    ...(row.goal === 'live'
      ? { state: 'registered', nextAt: nextLook(now, expiresAt, renewBeforeMs) }
      : { state: 'removing', nextAt: now }),
    checkedAt: now,
    expiresAt,
  });
  switch (outcome.kind) {
    case 'subscribed': {
      const { kept, secret, url, expires } = outcome;
      const made = { kept, url, secret: secret ?? row.secret, registeredAt: now };
      return { change: { ...living(expires), ...made }, audit: 'registered' };
    }
    case 'alive':
      return { change: living(row.expiresAt), audit: undefined };
    case 'repaired':
      return { change: living(row.expiresAt), audit: 'repaired' };
    case 'renewed':
      return { change: living(outcome.expires ?? later(now, renewBeforeMs)), audit: 'renewed' };
    case 'lost':
      return { change: { ...well, ...anew(row, now) }, audit: 'lost' };
    case 'removed': {
      const ended = { state: 'removed', kept: null, nextAt: null, endedAt: now } as const;
      return { change: { ...well, ...ended }, audit: 'unregistered' };
    }
    case 'failed':
      return failed(row, outcome, facts);
  }
}

/** An application that does not say the new end is asked for another one soon. */
function later(now: Date, renewBeforeMs: number | undefined): Date | null {
  return renewBeforeMs === undefined ? null : new Date(now.getTime() + 2 * renewBeforeMs);
}

function anew(row: RegistrationRow, now: Date): RegistrationChange {
  const gone = row.goal === 'gone';
  return gone
    ? { state: 'removed', kept: null, nextAt: null, endedAt: now }
    : { state: 'wanted', kept: null, nextAt: now, hookId: uuid7(), expiresAt: null };
}

function failed(
  row: RegistrationRow,
  { error, unsure }: Extract<Outcome, { kind: 'failed' }>,
  { job, now }: Facts,
): { change: RegistrationChange; audit: AuditAction | undefined } {
  const { code, message, hint } = error;
  const tries = row.tries + 1;
  const again = isRetryable(error);
  const wait = again ? retryMs(error, tries) : REFUSED_RETRY_MS;
  const told = { error: { code, message, hint }, tries, nextAt: new Date(now.getTime() + wait) };
  const isNews = row.error?.code !== code;
  const audit = isNews ? 'registration_failed' : undefined;
  if (row.goal === 'live') {
    // What is there may go on working while it cannot be asked for.
    const state = job !== 'subscribe' && again ? 'registered' : 'failed';
    return { change: { ...told, state, unsure }, audit };
  }
  // What the application refuses to make again is not there.
  const isNothing = job === 'find' && error.code === 'CALL_REJECTED';
  if (isNothing || (job === 'subscribe' && !unsure)) {
    return decide(row, { kind: 'removed' }, { job, now, renewBeforeMs: undefined });
  }
  if (job !== 'find' && job !== 'unsubscribe') {
    // The flow let go of it meanwhile.
    return { change: { state: 'removing', nextAt: now, unsure }, audit: undefined };
  }
  const isOver = tries >= (again ? MOST_REMOVALS : MOST_REFUSED_REMOVALS);
  const end = isOver ? ({ state: 'failed', nextAt: null, endedAt: now } as const) : {};
  return { change: { ...told, state: 'removing', unsure, ...end }, audit };
}

/** Ever later, and not before the time that the application names. */
function retryMs({ details }: AppError, tries: number): number {
  const asked = isJsonObject(details) ? details['retry_after'] : undefined;
  const usual = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), MOST_RETRY_MS);
  return typeof asked === 'number' ? Math.max(usual, asked * SECOND) : usual;
}

function nextLook(now: Date, expires: Date | null, renewBeforeMs: number | undefined): Date {
  const check = now.getTime() + CHECK_MS;
  if (expires === null || renewBeforeMs === undefined) return new Date(check);
  // Never at once: an end that is nearer than the time to renew would be renewed in a loop.
  const renew = Math.max(expires.getTime() - renewBeforeMs, now.getTime() + FIRST_RETRY_MS);
  return new Date(Math.min(check, renew));
}
