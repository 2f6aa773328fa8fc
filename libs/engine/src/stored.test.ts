import { describe, expect, it } from 'vitest';
import type { JsonValue, Step } from '@millrace/model';
import { advance } from './advance.ts';
import { Loops } from './loop-progress.ts';
import { flowOf, newRun } from './testing.ts';
import { NOW } from './testing/memory-store.ts';
import { stateFrom, type StoredAttempt } from './stored.ts';

const mail: Step = { id: 'mail', kind: 'action', action: 'http.request', input: {} };
const lenient: Step = { ...mail, id: 'lenient', on_error: 'continue' };
const base = newRun(flowOf(mail, lenient));
const later = new Date(NOW.getTime() + 1_000);
const attempt = (seq: number, more: Partial<StoredAttempt>): StoredAttempt => ({
  seq,
  stepId: 'mail',
  iteration: '',
  try: 1,
  status: 'succeeded',
  output: null,
  error: null,
  until: null,
  ...more,
});

describe('the state of a run, rebuilt from its attempts', () => {
  it.each<[string, Partial<StoredAttempt>, 'results' | 'tries', object]>([
    ['a result', { output: { a: 1 } }, 'results', { status: 'succeeded', output: { a: 1 } }],
    ['a skipped step', { status: 'skipped' }, 'results', { status: 'skipped', output: null }],
    [
      'a try that is repeated',
      { status: 'failed', try: 2, until: later },
      'tries',
      { ended: 2, until: later },
    ],
    ['a failure whose run did not end', { status: 'failed' }, 'tries', { ended: 1 }],
    [
      'a wait',
      { status: 'running', until: later },
      'tries',
      { ended: 0, inFlight: 1, until: later },
    ],
    ['a call of unknown end', { status: 'running', try: 3 }, 'tries', { ended: 2, inFlight: 1 }],
    ['a doubt', { status: 'in_doubt' }, 'tries', { ended: 0, inFlight: 1 }],
  ])('knows %s', (_, more, where, expected) => {
    const state = stateFrom(base, [attempt(1, more)]);
    expect(state[where].get('mail')).toEqual(expected);
    expect(state.results.size + state.tries.size).toBe(1);
  });

  it('takes a failure for the result where the flow goes on after it', () => {
    const state = stateFrom(base, [attempt(1, { stepId: 'lenient', status: 'failed' })]);
    expect(state.results.get('lenient')).toEqual({ status: 'failed', output: null });
  });

  it('knows how the call of such a step failed', () => {
    const details = { status: 404, body: { title: 'Resource Not Found' } };
    const error = { code: 'CALL_REJECTED', message: 'No.', hint: 'Look.', details };
    const failed = attempt(1, { stepId: 'lenient', status: 'failed', error });
    expect(stateFrom(base, [failed]).results.get('lenient')?.failure).toEqual({
      status: 404,
      code: 'CALL_REJECTED',
      message: 'No.',
      body: { title: 'Resource Not Found' },
    });
  });

  it('does not mind the order, and numbers on from the last attempt', () => {
    const first = attempt(4, { status: 'failed', until: later });
    const state = stateFrom(base, [attempt(7, { try: 2, output: 'sent' }), first]);
    expect(state.results.get('mail')?.output).toBe('sent');
    expect(state.tries.size).toBe(0);
    expect(state.nextSeq).toBe(8);
  });

  it('tells items of loops apart', () => {
    const items = ['lines[3]', 'lines[4]'].map((iteration, at) => attempt(at, { iteration }));
    expect([...stateFrom(base, items).results.keys()]).toEqual(['lines[3].mail', 'lines[4].mail']);
  });
});

describe('deciding from stored results of another shape than this version writes', () => {
  const finish = (steps: Step[], results: Record<string, JsonValue>): unknown => {
    const stored = Object.entries(results).map(([stepId, output], at) =>
      attempt(at + 1, { stepId, output }),
    );
    return advance(stateFrom(newRun(flowOf(...steps)), stored), new Set(), NOW);
  };

  it.each<[string, Step, JsonValue, string]>([
    ['a filter', { id: 'odd', kind: 'filter', when: { all: [] } }, true, 'stopped'],
    ['a branch', { id: 'odd', kind: 'branch', paths: [], otherwise: [] }, 'left', 'succeeded'],
    ['a stop', { id: 'odd', kind: 'stop', as: 'failed' }, null, 'failed'],
    ['a stop', { id: 'odd', kind: 'stop', as: 'failed' }, {}, 'failed'],
  ])('ends for %s all the same', (_, step, output, status) => {
    expect(finish([step], { odd: output })).toMatchObject([{ kind: 'finish', status }]);
  });
});

describe('deciding', () => {
  it('changes nothing of the state', () => {
    const flow = flowOf({
      id: 'lines',
      kind: 'for-each',
      items: [1, null],
      concurrency: 1,
      steps: [mail],
    });
    const state = newRun(flow);
    const before = structuredClone(state);
    expect(advance(state, new Set(), NOW)).toEqual(advance(state, new Set(), NOW));
    expect(state).toEqual(before);
  });

  it('forgets how far a loop was when it is done', () => {
    const flow = flowOf({
      id: 'lines',
      kind: 'for-each',
      items: [1, null],
      concurrency: 1,
      steps: [],
    });
    const run = newRun(flow);
    const loops = new Loops(run);
    advance(run, new Set(), NOW, loops);
    expect(loops.size).toBe(0);
  });

  it('gives steps any good id', () => {
    const flow = flowOf(
      { id: '__proto__', kind: 'set', fields: { x: 1 } },
      { id: 'after', kind: 'set', fields: { x: { $path: '$.steps.__proto__.output.x' } } },
    );
    expect(advance(newRun(flow), new Set(), NOW)).toMatchObject([
      { kind: 'record', output: { x: 1 } },
      { kind: 'record', output: { x: 1 } },
      { kind: 'finish' },
    ]);
  });

  it('hands out data that does not change afterwards', () => {
    const flow = flowOf(
      { id: 'one', kind: 'set', fields: { x: 1 } },
      { id: 'all', kind: 'set', fields: { steps: { $path: '$.steps' } } },
      { id: 'last', kind: 'set', fields: {} },
    );
    const [, all] = advance(newRun(flow), new Set(), NOW);
    expect(all).toMatchObject({ output: { steps: { one: { output: { x: 1 } } } } });
    expect(JSON.stringify(all)).not.toContain('last');
  });

  it('shows mappings the flow and the run', () => {
    const fields = { flow: { $path: '$.flow' }, run: { $path: '$.run' } };
    const [record] = advance(newRun(flowOf({ id: 'all', kind: 'set', fields })), new Set(), NOW);
    expect(record).toMatchObject({
      output: { flow: { id: 'flow-1', name: 'Test flow', version: 1 }, run: { id: 'run-1' } },
    });
  });
});
