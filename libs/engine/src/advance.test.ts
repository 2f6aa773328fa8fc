import { describe, expect, it } from 'vitest';
import type { ActionRef, Field, ForEachStep, JsonObject, Step } from '@millrace/model';
import { advance } from './advance.ts';
import { Loops } from './loop-progress.ts';
import type { RunState, StepResult, StepTries } from './state.ts';
import { flowOf, newRun } from './testing.ts';
import { NOW } from './testing/memory-store.ts';

const later = new Date(NOW.getTime() + 60_000);
const mail: Step = { id: 'mail', kind: 'action', action: 'http.request', input: {} };
const bad: Step = { id: 'bad', kind: 'set', fields: { x: { $path: '$.trigger.none' } } };
const loop = (items: ForEachStep['items'], concurrency: number, ...steps: Step[]): ForEachStep => ({
  id: 'lines',
  kind: 'for-each',
  items,
  concurrency,
  steps,
});

/** A run whose state a test fills between one pass and the next. */
function passes(...steps: Step[]) {
  const results = new Map<string, StepResult>();
  const tries = new Map<string, StepTries>();
  const state: RunState = { ...newRun(flowOf(...steps)), results, tries };
  const loops = new Loops(state);
  const decide = (performing: string[], now: Date): string[] =>
    advance(state, new Set(performing), now, loops).map((one) =>
      'place' in one ? `${one.kind} ${one.place.slot}` : one.kind,
    );
  return { state, results, tries, loops, decide };
}

const sent: StepResult = { status: 'succeeded', output: null };

describe('what a run can do now', () => {
  it('is one failure only, when many items would fail', () => {
    const { decide } = passes(loop([1, 2, 3], 2, bad));
    expect(decide([], NOW)).toEqual(['fail lines[0].bad']);
  });

  it('is one failure only, when items that had begun would fail', () => {
    const { results, decide } = passes(loop([1, 2, 3], 2, mail, bad));
    expect(decide([], NOW)).toEqual(['perform lines[0].mail', 'perform lines[1].mail']);
    results.set('lines[0].mail', sent).set('lines[1].mail', sent);
    expect(decide([], NOW)).toEqual(['fail lines[0].bad']);
  });

  it('is one failure only, when items with calls under way would fail', () => {
    const inner = { ...loop({ $path: '$.item' }, 2, mail, bad), id: 'parts' };
    const { results, decide } = passes(
      loop(
        [
          [1, 2],
          [3, 4],
        ],
        2,
        inner,
      ),
    );
    expect(decide([], NOW)).toHaveLength(4);
    results.set('lines[0].parts[0].mail', sent).set('lines[1].parts[0].mail', sent);
    const performing = ['lines[0].parts[1].mail', 'lines[1].parts[1].mail'];
    expect(decide(performing, NOW)).toEqual(['fail lines[0].parts[0].bad']);
  });

  it('is nothing for the next item while one that waits has the only place of its loop', () => {
    const { tries, results, decide } = passes(loop([1, 2], 1, mail));
    expect(decide([], NOW)).toEqual(['perform lines[0].mail']);
    tries.set('lines[0].mail', { ended: 1, until: later });
    expect(decide([], NOW)).toEqual(['wait']);
    expect(decide([], later)).toEqual(['perform lines[0].mail']);
    results.set('lines[0].mail', { status: 'succeeded', output: null });
    expect(decide([], later)).toEqual(['perform lines[1].mail']);
  });

  it('is to wait for what is due first, also when it is looked at again', () => {
    const { tries, loops, state } = passes(loop([1, 2, 3], 2, mail));
    tries.set('lines[0].mail', { ended: 1, until: later });
    tries.set('lines[1].mail', { ended: 1, until: new Date(later.getTime() + 60_000) });
    const wait = { kind: 'wait', until: later };
    expect(advance(state, new Set(), NOW, loops).at(-1)).toEqual(wait);
    expect(advance(state, new Set(['lines[2].mail']), NOW, loops)).toEqual([wait]);
  });
});

describe('the input of a call', () => {
  const input = { to: { $path: '$.trigger.to' }, note: { $path: '$.trigger.note' } };
  const fieldsOf = ({ action }: ActionRef): Field[] =>
    action === 'mail.send'
      ? [
          { key: 'to', label: 'To', type: 'email', required: true },
          { key: 'note', label: 'Note', type: 'text' },
        ]
      : [];
  const decide = (action: string, trigger: JsonObject) => {
    const step: Step = { id: 'mail', kind: 'action', action, input };
    return advance(newRun(flowOf(step), trigger, { fieldsOf }), new Set(), NOW)[0];
  };

  it('is without optional fields that find nothing, and fails over required ones', () => {
    expect(decide('mail.send', { to: 'ada@example.org' })).toMatchObject({
      kind: 'perform',
      call: { input: { to: 'ada@example.org' } },
    });
    expect(decide('mail.send', { note: 'hello' })).toMatchObject({
      kind: 'fail',
      error: { code: 'PATH_MISSING' },
    });
  });

  it('fails over anything missing when nothing is known of the action', () => {
    expect(decide('other.send', { to: 'ada@example.org' })?.kind).toBe('fail');
  });
});
