import { describe, expect, it } from 'vitest';
import type { ActionStep, ForEachStep, JsonObject, JsonValue, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import { flowOf, newRun, TestPorts } from './testing.ts';

const call = (id: string, input: ActionStep['input'] = {}): ActionStep => ({
  id,
  kind: 'action',
  action: 'http.request',
  input,
});
const set = (id: string, fields: Extract<Step, { kind: 'set' }>['fields']): Step => ({
  id,
  kind: 'set',
  fields,
});
const loop = (steps: Step[], more: Partial<ForEachStep> = {}): ForEachStep => ({
  id: 'lines',
  kind: 'for-each',
  items: { $path: '$.trigger.lines' },
  concurrency: 1,
  steps,
  ...more,
});
const list = (length: number): JsonObject => ({ lines: Array.from({ length }, (_, at) => at) });
const callLines = (ports: TestPorts): string[] =>
  ports.calls.map(({ iteration, step }) => `${iteration}.${step.id}`);

async function drive(
  steps: Step[],
  trigger: JsonObject,
  ports = new TestPorts(),
): Promise<TestPorts> {
  await driveRun(newRun(flowOf(...steps), trigger), ports);
  return ports;
}

describe('a loop', () => {
  it('without calls lets others have their turn while it is long, and does every item once', async () => {
    const ports = await drive([loop([set('at', { at: { $path: '$.index' } })])], list(1_200));
    expect(ports.pauses).toBeGreaterThan(2);
    const places = ports.store.all().map(({ iteration, stepId }) => `${iteration} ${stepId}`);
    expect(new Set(places).size).toBe(1_201);
    expect(places).toHaveLength(1_201);
    expect(ports.store.all().at(-1)?.output).toHaveLength(1_200);
    expect(ports.store.update?.status).toBe('succeeded');
  });

  it('goes on with its items while a call of another is under way', async () => {
    const long = { ...loop([set('at', {})]), id: 'inner', items: { $path: '$.trigger.lines' } };
    const first = loop([call('mail'), long], { items: [1, 2], concurrency: 2 });
    const ports = await drive([first], list(300));
    expect(ports.store.update?.status).toBe('succeeded');
    expect(ports.store.all()).toHaveLength(2 + 600 + 2 + 1);
  });

  it('puts out the list of what the last step of each item put out', async () => {
    const double = set('double', { item: { $path: '$.item' }, at: { $path: '$.index' } });
    const ports = await drive([loop([set('first', {}), double])], { lines: ['a', 'b'] });
    expect(
      ports.store.all().map(({ iteration, stepId, output }) => [iteration, stepId, output]),
    ).toEqual([
      ['lines[0]', 'first', {}],
      ['lines[0]', 'double', { item: 'a', at: 0 }],
      ['lines[1]', 'first', {}],
      ['lines[1]', 'double', { item: 'b', at: 1 }],
      [
        '',
        'lines',
        [
          { item: 'a', at: 0 },
          { item: 'b', at: 1 },
        ],
      ],
    ]);
    expect(ports.store.all().at(-1)?.input).toEqual({ items: 2 });
  });

  it('over nothing puts out an empty list', async () => {
    const ports = await drive([loop([call('mail')])], list(0));
    expect(ports.store.update).toEqual({ status: 'succeeded', output: [] });
  });

  it('without steps puts out nothing for each item', async () => {
    const ports = await drive([loop([])], list(2));
    expect(ports.store.update).toEqual({ status: 'succeeded', output: [null, null] });
  });

  it('in a loop is bounded together with it, also after an interruption', async () => {
    const inner = loop([], { id: 'parts', items: { $path: '$.trigger.parts' } });
    const parts = Array.from({ length: 10_000 }, () => 0);
    const ports = await drive([loop([inner])], { ...list(11), parts });
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: {
        code: 'LOOPS_TOO_LARGE',
        message:
          'With the loop "parts" the loops of this run have 100011 items together; at most 100000 are allowed.',
      },
    });
    const resumed = new TestPorts({ store: ports.store.interrupted() });
    const flow = flowOf(loop([inner]));
    await driveRun(resumed.store.resumed(flow, { ...list(11), parts }), resumed);
    expect(resumed.store.update?.error?.code).toBe('LOOPS_TOO_LARGE');
  });

  it('leaves out only the item at which a filter does not pass', async () => {
    const even: Step = {
      id: 'even',
      kind: 'filter',
      when: { left: { $path: '$.item' }, op: 'one_of', right: [0, 2] },
    };
    const ports = await drive([loop([even, call('mail')])], list(3));
    expect(callLines(ports)).toEqual(['lines[0].mail', 'lines[2].mail']);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: [null, null, null] });
  });

  it.each([1, 7])(
    'reads each item of a long list a few times only, %d at a time',
    async (concurrency) => {
      let reads = 0;
      const lines = new Proxy([...Array(2_000).keys()], {
        get(target, key, receiver): unknown {
          reads += 1;
          return Reflect.get(target, key, receiver);
        },
      });
      const many = loop([set('s', { x: { $path: '$.item' } }), call('mail'), call('tag')], {
        concurrency,
      });
      const ports = await drive([many], { lines });
      expect(ports.calls).toHaveLength(4_000);
      expect(reads).toBeLessThan(10 * lines.length);
    },
  );

  it('stores many results in several writes, and none after the lease was lost', async () => {
    const many = loop([set('s', { x: { $path: '$.item' } })]);
    const ports = await drive([many], list(1_000));
    expect(ports.store.writes.map(({ attempts }) => attempts.length)).toEqual([
      201, 201, 201, 201, 197,
    ]);
    const lost = await drive([many], list(1_000), new TestPorts({ holdsLease: (nth) => nth < 2 }));
    expect(lost.store.attempts.size).toBe(201);
    expect(lost.story).toEqual(['save', 'save']);
  });

  it('sees steps before it, but what its steps put out is not seen behind it', async () => {
    const inside = set('inside', { sum: { $path: '$.steps.before.output.x' } });
    const after = set('after', {
      list: { $path: '$.steps.lines.output' },
      inside: { $path: '$.steps.inside', missing: 'null' },
      item: { $path: '$.item', missing: 'null' },
    });
    const ports = await drive([set('before', { x: 1 }), loop([inside]), after], list(1));
    expect(ports.store.update?.output).toEqual({ list: [{ sum: 1 }], inside: null, item: null });
  });

  it('names where it stands, also inside another loop', async () => {
    const parts = loop([call('mail', { at: { $path: '$.index' }, item: { $path: '$.item' } })], {
      id: 'parts',
      items: { $path: '$.item.parts' },
    });
    const lines = [{ parts: [] }, { parts: ['x', 'y'] }];
    const ports = await drive([loop([parts])], { lines });
    expect(
      ports.calls.map(({ iteration, input, idempotencySeed }) => [
        iteration,
        input,
        idempotencySeed,
      ]),
    ).toEqual([
      ['lines[1].parts[0]', { at: 0, item: 'x' }, 'run-1:mail:lines[1].parts[0]'],
      ['lines[1].parts[1]', { at: 1, item: 'y' }, 'run-1:mail:lines[1].parts[1]'],
    ]);
    expect(ports.store.update?.output).toEqual([[], [null, null]]);
  });

  it.each([
    ['text', 'text'],
    [5, 'a number'],
    [true, 'yes or no'],
    [{}, 'an object'],
    [null, 'nothing'],
  ])('over %j fails and says so', async (lines: JsonValue, words) => {
    const ports = await drive([loop([], { name: 'Every line' })], { lines });
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: {
        code: 'LOOP_NOT_A_LIST',
        message: `The loop "Every line" needs a list, but its items are ${words}.`,
      },
    });
  });

  it('over more than 10,000 items fails', async () => {
    const ports = await drive([loop([])], list(10_001));
    expect(ports.store.update?.error?.message).toBe(
      'The loop "lines" has 10001 items; at most 10000 are allowed.',
    );
  });
});
