import type { Attempt } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { lastAttempts, stepStatuses } from './step-statuses.ts';

function attempt(step: string, number: number, status: Attempt['status']): Attempt {
  return {
    step,
    try: number,
    status,
    input: null,
    output: null,
    error: null,
    started_at: '2026-11-21T08:00:00Z',
    finished_at: null,
  };
}

describe('how a run went at each step', () => {
  it('counts the newest try of a step that was tried again', () => {
    const attempts = [attempt('a', 1, 'failed'), attempt('a', 2, 'succeeded')];
    expect(lastAttempts(attempts).get('a')?.try).toBe(2);
    expect(stepStatuses({ status: 'succeeded', attempts }).get('a')).toBe('succeeded');
  });

  it('marks the filter that ended a run, and nothing after it', () => {
    const statuses = stepStatuses({
      status: 'stopped',
      attempts: [attempt('a', 1, 'succeeded'), attempt('paid', 1, 'succeeded')],
    });
    expect([...statuses]).toEqual([
      ['trigger', 'succeeded'],
      ['a', 'succeeded'],
      ['paid', 'stopped'],
    ]);
  });

  it('says of a run without attempts only that its trigger worked', () => {
    expect([...stepStatuses({ status: 'queued', attempts: [] })]).toEqual([
      ['trigger', 'succeeded'],
    ]);
  });
});
