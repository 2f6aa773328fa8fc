import { requireFlowDocument, type Attempt } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { likelyStart, stepsToReplayFrom } from './replay-choices.ts';

const document = requireFlowDocument({
  millrace: 1,
  name: 'A',
  trigger: { kind: 'manual' },
  steps: [
    { id: 'a', kind: 'set', name: 'Buyer', fields: {} },
    { id: 'lines', kind: 'for-each', items: [], steps: [{ id: 'pick', kind: 'set', fields: {} }] },
  ],
});

function attempt(
  step: string,
  iteration: string,
  status: Attempt['status'] = 'succeeded',
): Attempt {
  const at = '2026-11-21T08:00:00Z';
  const nothing = { input: null, output: null, error: null };
  return { step, iteration, try: 1, status, ...nothing, started_at: at, finished_at: at };
}

const attempts = [
  attempt('a', ''),
  attempt('pick', 'lines[0]', 'failed'),
  attempt('lines', '', 'failed'),
  attempt('gone', ''),
];

describe('the steps a run can be replayed from', () => {
  it('are those it reached outside of loops that the version still has', () => {
    expect(stepsToReplayFrom({ attempts }, document)).toEqual([
      { value: 'a', label: 'Buyer (a)' },
      { value: 'lines', label: 'lines' },
    ]);
  });

  it('are all it reached when the version is not known any more', () => {
    const known = stepsToReplayFrom({ attempts }, undefined).map(({ value }) => value);
    expect(known).toEqual(['a', 'lines', 'gone']);
  });

  it('begin with the one that failed', () => {
    const options = stepsToReplayFrom({ attempts }, document);
    expect(likelyStart({ status: 'failed', attempts }, options)).toBe('lines');
    expect(likelyStart({ status: 'succeeded', attempts }, options)).toBe('');
    expect(likelyStart({ status: 'failed', attempts }, [])).toBe('');
  });
});
