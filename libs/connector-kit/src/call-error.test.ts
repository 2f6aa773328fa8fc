import type { JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { isRetryable, toCallError } from './call-error.ts';

const callee = { app: 'Post', connection: { name: 'mine', values: {} } };
const answer = (status: number, body: JsonValue = null, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers,
});

describe('an answer that is no success', () => {
  it.each([
    [400, 'CALL_REJECTED', false],
    [404, 'CALL_REJECTED', false],
    [409, 'CALL_REJECTED', false],
    [304, 'CALL_REJECTED', false],
    [401, 'CALL_UNAUTHORIZED', false],
    [403, 'CALL_UNAUTHORIZED', false],
    [429, 'CALL_RATE_LIMITED', true],
    [408, 'CALL_UNAVAILABLE', true],
    [425, 'CALL_UNAVAILABLE', true],
    [500, 'CALL_UNAVAILABLE', true],
    [503, 'CALL_UNAVAILABLE', true],
  ])('with status %i is %s; worth trying again: %s', (status, code, again) => {
    const error = toCallError(callee, answer(status, { message: 'no' }));
    expect(error).toMatchObject({ code, details: { status, body: { message: 'no' } } });
    expect(isRetryable(error)).toBe(again);
  });

  it('is a limit of calls when its headers say so, whatever its status', () => {
    const error = toCallError(callee, answer(403, null, { 'retry-after': '1' }));
    expect(error).toMatchObject({ code: 'CALL_RATE_LIMITED', details: { retry_after: 1 } });
    expect(isRetryable(error)).toBe(true);
  });

  it('is a redirect when it leads elsewhere, shown without what may be secret', () => {
    const location = 'https://user:pw@api.example.com/v2?token=secret#x';
    const error = toCallError(callee, answer(301, null, { location }));
    expect(error.message).toBe(
      'Post answered 301: it leads to https://…@api.example.com/v2?…, and the call was not made there.',
    );
    expect(error).toMatchObject({ code: 'CALL_REDIRECTED', details: { status: 301 } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(isRetryable(error)).toBe(false);
  });

  it('counts as what the connector reads in it', () => {
    const reading = { reason: 'too fast', kind: 'CALL_RATE_LIMITED', hint: 'Slow down.' } as const;
    const error = toCallError(callee, answer(400), reading);
    expect(error).toMatchObject({ code: 'CALL_RATE_LIMITED', hint: 'Slow down.' });
  });

  it.each([
    [{ message: 'Out of stock' }, 'Out of stock'],
    [{ error: { code: 5 } }, '{"error":{"code":5}}'],
    [{ detail: 'Bad', title: 'X' }, 'Bad'],
    ['  plain text\n', 'plain text'],
    ['', 'status 422.'],
    [null, 'status 422.'],
    [[1], '[1]'],
  ])('explains itself: %j', (body, reason) => {
    expect(toCallError(callee, answer(422, body)).message).toBe(
      `Post refused the call (422): ${reason}`,
    );
  });

  it('is shortened when it is long', () => {
    const error = toCallError(callee, answer(422, 'x'.repeat(100_000)));
    expect(error.message.length).toBeLessThan(400);
    expect(JSON.stringify(error.details).length).toBeLessThan(70_000);
  });

  it.each([
    ['7', 7],
    ['0.4', 1],
    ['Sat, 21 Nov 2026 08:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('names when to try again: %s', (value, seconds) => {
    const now = new Date('2026-11-21T08:00:00Z');
    const { details } = toCallError(
      { ...callee, now },
      answer(429, null, { 'retry-after': value }),
    );
    expect((details as { retry_after?: number }).retry_after).toBe(seconds);
  });
});

describe('an error of another kind', () => {
  it.each([new Error('no'), 'no', undefined])('is not worth trying again: %s', (error) => {
    expect(isRetryable(error)).toBe(false);
  });
});
