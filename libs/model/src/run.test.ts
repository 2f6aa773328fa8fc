import { describe, expect, it } from 'vitest';
import { canTransition, isTerminal, RUN_TRANSITIONS, runStatusSchema } from './run.ts';

const ALL = runStatusSchema.options;
const LIVE = ['queued', 'running', 'waiting'];
const ALLOWED = new Set([
  'queued → running',
  'queued → cancelled',
  'running → queued',
  'running → waiting',
  'running → succeeded',
  'running → failed',
  'running → stopped',
  'running → in_doubt',
  'running → cancelled',
  'waiting → running',
  'waiting → cancelled',
]);

describe('the states of a run', () => {
  const pairs = ALL.flatMap((from) => ALL.map((to) => [from, to] as const));

  it.each(pairs)('from %s to %s is as the table of the design says', (from, to) => {
    expect(canTransition(from, to)).toBe(ALLOWED.has(`${from} → ${to}`));
  });

  it.each(ALL)('%s ends a run unless it is queued, running or waiting', (status) => {
    expect(isTerminal(status)).toBe(!LIVE.includes(status));
  });

  it('all have a row in the table', () => {
    expect(Object.keys(RUN_TRANSITIONS).sort()).toEqual([...ALL].sort());
  });

  it('are all reached from queued', () => {
    const reached = new Set<string>(['queued']);
    for (const status of reached) {
      for (const next of RUN_TRANSITIONS[runStatusSchema.parse(status)]) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...ALL].sort());
  });
});
