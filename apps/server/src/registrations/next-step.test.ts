import { AppError, type JsonObject } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { decide, jobOf, type Outcome } from './next-step.ts';
import type { RegistrationRow } from './registration.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const HOUR = 3_600_000;
const URL_NOW = 'https://millrace.example.com/hooks/abc';

function row(change: Partial<RegistrationRow> = {}): RegistrationRow {
  const id = '01939f3a-7b21-7c4d-8e5f-000000000301';
  return {
    ...{ id, workspaceId: id, flowId: id, flowName: 'Orders', version: 1, hookToken: 'abc' },
    ...{ source: 'shop.order', slice: null, connectionId: id, connection: 'shop' },
    ...{ input: {}, goal: 'live' },
    ...{ state: 'registered', forget: false, hookId: id, unsure: false, kept: { id: 7 } },
    ...{ secret: null, url: URL_NOW, registeredAt: NOW, checkedAt: NOW, expiresAt: null },
    ...{ endedAt: null, error: null, tries: 0, nextAt: NOW, fence: 1 },
    ...change,
  };
}

const in_ = (ms: number): Date => new Date(NOW.getTime() + ms);
const away = new AppError('CALL_UNAVAILABLE', { app: 'Shop', reason: 'no answer.' });
const refused = new AppError('CALL_UNAUTHORIZED', { app: 'Shop', connection: 's', status: 401 });
const failure = (error: AppError, unsure = false): Outcome => ({ kind: 'failed', error, unsure });

describe('what is due', () => {
  const facts = { now: NOW, renewBeforeMs: HOUR, url: URL_NOW };

  it.each([
    ['a webhook that was not made is made', row({ kept: null }), 'subscribe'],
    ['one that may be there is looked for to be removed', gone({ kept: null }), 'find'],
    ['one that is to go is removed', gone(), 'unsubscribe'],
    ['one that ends within the time is renewed', row({ expiresAt: in_(HOUR) }), 'renew'],
    ['one that ends later is looked at', row({ expiresAt: in_(3 * HOUR) }), 'check'],
    ['one with another address is made anew', row({ url: 'https://old.example.com' }), 'replace'],
  ])('%s', (_, registration, job) => {
    expect(jobOf(registration, facts)).toBe(job);
  });
});

function gone(change: Partial<RegistrationRow> = {}): RegistrationRow {
  return row({ goal: 'gone', state: 'removing', ...change });
}

describe('what comes of it', () => {
  const facts = { now: NOW, renewBeforeMs: undefined } as const;
  const kept: JsonObject = { id: 8 };
  const made: Outcome = { kind: 'subscribed', kept, secret: null, expires: null, url: URL_NOW };

  it('is looked at a day later, or renewed before the end if that is sooner', () => {
    const { change, audit } = decide(row(), made, { ...facts, job: 'subscribe' });
    expect(change).toMatchObject({ state: 'registered', kept, nextAt: in_(24 * HOUR) });
    expect(audit).toBe('registered');
    const ending: Outcome = { ...made, expires: in_(3 * HOUR) };
    const renewing = { job: 'subscribe', now: NOW, renewBeforeMs: HOUR } as const;
    expect(decide(row(), ending, renewing).change.nextAt).toEqual(in_(2 * HOUR));
  });

  it('is removed at once when the flow let go of it meanwhile', () => {
    const { change } = decide(gone({ kept: null }), made, { ...facts, job: 'subscribe' });
    expect(change).toMatchObject({ state: 'removing', kept, nextAt: NOW });
  });

  it('asks for a new end soon where the application does not tell it', () => {
    const renewing = { job: 'renew', now: NOW, renewBeforeMs: HOUR } as const;
    const { change } = decide(row(), { kind: 'renewed', expires: null }, renewing);
    expect(change).toMatchObject({ expiresAt: in_(2 * HOUR), nextAt: in_(HOUR) });
  });

  it('is tried again after a passing fault ever later, up to an hour', () => {
    const waits = [0, 1, 2, 20].map((tries) => {
      const failed = decide(row({ tries }), failure(away), { ...facts, job: 'check' });
      expect(failed.change.state).toBe('registered');
      return (failed.change.nextAt?.getTime() ?? 0) - NOW.getTime();
    });
    expect(waits).toEqual([15_000, 30_000, 60_000, HOUR]);
  });

  it('fails when it is refused, is told of once, and is tried again all the same', () => {
    const unmade = row({ kept: null, state: 'registering' });
    const { change, audit } = decide(unmade, failure(refused), { ...facts, job: 'subscribe' });
    expect(change).toMatchObject({ state: 'failed', tries: 1, nextAt: in_(6 * HOUR) });
    expect(audit).toBe('registration_failed');
    const again = { ...unmade, error: change.error ?? null };
    expect(decide(again, failure(refused), { ...facts, job: 'subscribe' }).audit).toBeUndefined();
  });

  it('is nothing to remove when it was refused, and something when nobody knows', () => {
    const let_go = gone({ kept: null });
    const subscribing = { ...facts, job: 'subscribe' } as const;
    expect(decide(let_go, failure(refused), subscribing).change.state).toBe('removed');
    expect(decide(let_go, failure(away, true), subscribing).change).toMatchObject({
      state: 'removing',
      unsure: true,
      nextAt: NOW,
    });
  });

  it('is left to a person when it cannot be removed for two days', () => {
    const removing = { ...facts, job: 'unsubscribe' } as const;
    expect(decide(gone({ tries: 48 }), failure(away), removing).change.state).toBe('removing');
    expect(decide(gone({ tries: 49 }), failure(away), removing).change).toMatchObject({
      ...{ state: 'failed', nextAt: null, endedAt: NOW },
    });
    expect(decide(gone({ tries: 7 }), failure(refused), removing).change.state).toBe('failed');
  });

  it('is made anew under another name when it was lost', () => {
    const lost = decide(row(), { kind: 'lost' }, { ...facts, job: 'check' });
    expect(lost.change).toMatchObject({ state: 'wanted', kept: null, nextAt: NOW });
    expect(lost.change.hookId).not.toBe(row().hookId);
    expect(lost.audit).toBe('lost');
  });
});
