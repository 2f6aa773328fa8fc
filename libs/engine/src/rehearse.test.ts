import { describe, expect, it } from 'vitest';
import type { JsonValue, Step } from '@millrace/model';
import { rehearse, type Rehearsed } from './rehearse.ts';
import { flowOf } from './testing.ts';
import { NOW } from './testing/memory-store.ts';

const trigger = { lines: [{ sku: 'a' }, { sku: 'b' }], id: 'A7' };
const mail = (id: string, path: string): Step => ({
  id,
  kind: 'action',
  action: 'http.request',
  input: { x: { $path: path } },
});
const set = (id: string, path: string): Step => ({
  id,
  kind: 'set',
  fields: { x: { $path: path } },
});
const never: Step = { id: 'never', kind: 'filter', when: { any: [] } };
const loop = (...steps: Step[]): Step => ({
  id: 'lines',
  kind: 'for-each',
  items: { $path: '$.trigger.lines' },
  concurrency: 1,
  steps,
});
const branch = (steps: Step[], otherwise: Step[] = []): Step => ({
  id: 'size',
  kind: 'branch',
  paths: [{ name: 'big', when: { any: [] }, steps }],
  otherwise,
});
const rehearsed = (stepId: string, ...steps: Step[]): Rehearsed =>
  rehearse(
    {
      runId: 'test',
      flow: { id: 'flow-1', version: 0 },
      document: flowOf(...steps),
      trigger,
      now: NOW,
      sampleOf: (step) => `sample of ${step.id}`,
    },
    stepId,
  );
const done = (output: JsonValue, input: JsonValue = null): Rehearsed => ({
  kind: 'done',
  input,
  output,
});

describe('trying one step', () => {
  it('leaves a call to whoever asked', () => {
    expect(rehearsed('mail', mail('mail', '$.trigger.id'))).toMatchObject({
      kind: 'call',
      call: {
        step: { id: 'mail' },
        iteration: '',
        input: { x: 'A7' },
        tryNumber: 1,
        idempotencySeed: 'test:mail:',
      },
    });
  });

  it('takes samples for the calls before it, and passes filters', () => {
    const call: Step = { id: 'other', kind: 'call', flow: 'Ship' };
    const steps = [mail('mail', '$.trigger.none'), call, never, set('all', '$.steps')];
    expect(rehearsed('all', ...steps)).toEqual(
      done({
        x: {
          mail: { output: 'sample of mail' },
          other: { output: 'sample of other' },
          never: { output: { passed: true } },
        },
      }),
    );
  });

  it('inside a loop sees its first item', () => {
    const steps = [loop(set('s', '$.item.sku'), mail('mail', '$.steps.s.output.x'))];
    expect(rehearsed('mail', ...steps)).toMatchObject({
      kind: 'call',
      call: { iteration: 'lines[0]', input: { x: 'a' }, idempotencySeed: 'test:mail:lines[0]' },
    });
    expect(rehearsed('s', loop(set('s', '$.index')))).toEqual(done({ x: 0 }));
  });

  it('inside a loop over nothing sees no item', () => {
    const empty: Step = {
      id: 'lines',
      kind: 'for-each',
      items: [],
      concurrency: 1,
      steps: [set('s', '$.item')],
    };
    expect(rehearsed('s', empty)).toEqual(done({ x: null }));
  });

  it('inside a branch does not mind whether its path is taken', () => {
    const steps = [set('before', '$.trigger.id'), branch([set('s', '$.steps.before.output.x')])];
    expect(rehearsed('s', ...steps)).toEqual(done({ x: 'A7' }));
  });

  it('behind a loop sees what it would put out', () => {
    const inner = [set('s', '$.item.sku'), branch([], [mail('mail', '$.none')])];
    const after = set('after', '$.steps.lines.output');
    expect(rehearsed('after', loop(...inner), after)).toEqual(
      done({ x: ['sample of mail', 'sample of mail'] }),
    );
    expect(rehearsed('after', loop(branch([])), after)).toEqual(
      done({ x: [{ path: null }, { path: null }] }),
    );
  });

  it.each<[Step, Rehearsed]>([
    [never, done({ passed: false })],
    [branch([]), done({ path: null })],
    [loop(set('s', '$.item.sku')), done([{ x: 'a' }, { x: 'b' }], { items: 2 })],
    [
      { id: 'a', kind: 'delay', for: '10m' },
      done({ until: '2026-11-21T08:10:00.000Z' }, { for: '10m' }),
    ],
    [
      { id: 'a', kind: 'stop', as: 'failed', message: 'No.' },
      done({ as: 'failed', message: 'No.' }),
    ],
    [
      { id: 'a', kind: 'respond', status: 200, headers: {}, body: 'Hi' },
      done({ status: 200, headers: {}, body: 'Hi' }),
    ],
    [
      { id: 'a', kind: 'call', flow: 'Ship', body: { $path: '$.trigger.id' } },
      done({ flow: 'Ship' }, { body: 'A7' }),
    ],
  ])('tells what %o would do without doing it', (step, expected) => {
    expect(rehearsed(step.id, step)).toEqual(expected);
  });

  it('says what is wrong with it, or with a step before it', () => {
    const bad = set('bad', '$.trigger.none');
    const failed = { kind: 'failed', error: { code: 'PATH_MISSING' } };
    expect(rehearsed('bad', bad)).toMatchObject(failed);
    expect(rehearsed('after', bad, set('after', '$.trigger.id'))).toMatchObject(failed);
    expect(rehearsed('after', loop(bad), set('after', '$.trigger.id'))).toMatchObject(failed);
  });

  it('knows only steps of the flow', () => {
    expect(() => rehearsed('none', never, loop(), branch([]))).toThrow('none');
  });

  it('takes the present for the time of the run', () => {
    const now: Step = { id: 'now', kind: 'set', fields: { at: { $template: '{{now}}' } } };
    expect(rehearsed('now', now)).toEqual(done({ at: NOW.toISOString() }));
    const items = [{ $template: '{{now}}' }];
    const item: Step = { id: 'item', kind: 'set', fields: { at: { $path: '$.item' } } };
    const each: Step = { id: 'each', kind: 'for-each', items, concurrency: 1, steps: [item] };
    expect(rehearsed('item', each)).toEqual(done({ at: NOW.toISOString() }));
  });
});
