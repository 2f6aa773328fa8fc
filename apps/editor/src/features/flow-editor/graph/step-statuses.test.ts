import type { Attempt } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { lastAttempts, stepStatuses } from './step-statuses.ts';

function attempt(step: string, number: number, status: Attempt['status'], iteration = ''): Attempt {
  return {
    step,
    iteration,
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

  it('takes the worst of the items of a loop, each by its newest try', () => {
    const attempts = [
      attempt('add', 1, 'failed', 'lines[0]'),
      attempt('add', 1, 'succeeded', 'lines[1]'),
      attempt('add', 2, 'succeeded', 'lines[0]'),
    ];
    expect(stepStatuses({ status: 'running', attempts }).get('add')).toBe('succeeded');
    attempts.push(attempt('add', 1, 'failed', 'lines[10]'));
    expect(stepStatuses({ status: 'failed', attempts }).get('add')).toBe('failed');
  });

  it('shows the data of the first item of a loop', () => {
    const attempts = ['lines[10]', 'lines[2]', 'lines[9]'].map((iteration) =>
      attempt('add', 1, 'succeeded', iteration),
    );
    expect(lastAttempts(attempts).get('add')?.iteration).toBe('lines[2]');
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
