import { describe, expect, it } from 'vitest';
import { parseFlowDocument, requireFlowDocument } from '../index.ts';

const SET = { id: 'inner', kind: 'set', fields: {} };
const BRANCH = {
  id: 'size',
  kind: 'branch',
  paths: [{ name: 'big', when: { all: [] }, steps: [SET] }],
  otherwise: [{ ...SET, id: 'other' }],
};
const LOOP = {
  id: 'lines',
  kind: 'for-each',
  items: { $path: '$.trigger.body.line_items' },
  concurrency: 4,
  steps: [SET],
};
const RESPOND = {
  id: 'answer',
  kind: 'respond',
  status: 201,
  headers: { 'content-type': 'text/xml' },
  body: { $template: '<Response/>' },
};
const STOP = { id: 'enough', kind: 'stop', as: 'failed', message: { $template: 'No stock.' } };
const CALL = { id: 'bill', kind: 'call', flow: 'Billing', body: { id: 1 } };

const ADD = {
  id: 'add',
  kind: 'action',
  action: 'mailchimp.upsert-member',
  input: { merge_fields: { FNAME: 'Ada' } },
  shape: {
    merge_fields: {
      at: '2026-11-21T08:00:00.000Z',
      fields: [{ key: 'FNAME', label: 'First name', type: 'string' }],
    },
  },
};

const flow = (over: object): object => ({
  millrace: 1,
  name: 'A',
  trigger: { kind: 'webhook' },
  steps: [],
  ...over,
});
const withStep = (step: unknown): object => flow({ steps: [step] });

describe('the fields that a step keeps', () => {
  it.each([
    [{ at: 'today', fields: [] }, '/steps/0/shape/merge_fields/at'],
    [{ at: '2026-11-21T08:00:00Z' }, '/steps/0/shape/merge_fields/fields'],
    [
      { at: '2026-11-21T08:00:00Z', fields: [{ key: 'a', label: 'A', type: 'colour' }] },
      '/steps/0/shape/merge_fields/fields/0/type',
    ],
  ])('are refused when they are none: %j', (kept, path) => {
    const parsed = parseFlowDocument(withStep({ ...ADD, shape: { merge_fields: kept } }));
    expect(parsed).toMatchObject({ ok: false, faults: [{ path }] });
  });
});

describe('a step', () => {
  it.each([
    ['branches', BRANCH],
    ['repeats its steps for each item', LOOP],
    ['waits for a while', { id: 'pause', kind: 'delay', for: '10m' }],
    ['waits until a time', { id: 'pause', kind: 'delay', until: { $path: '$.trigger.body.at' } }],
    ['answers the sender', RESPOND],
    ['stops the run', STOP],
    ['calls another flow', CALL],
    ['keeps the fields of an account', ADD],
    ['branches inside a loop inside a branch', { ...BRANCH, otherwise: [{ ...LOOP, steps: [] }] }],
  ])('%s as it is written', (_, step) => {
    const document = withStep(step);
    expect(parseFlowDocument(document)).toEqual({ ok: true, document });
  });

  it('refuses two paths of a branch with one name, by which a run remembers which it took', () => {
    const [path] = BRANCH.paths;
    const parsed = parseFlowDocument(
      withStep({ ...BRANCH, paths: [path, { ...path, steps: [] }] }),
    );
    expect(parsed).toMatchObject({
      faults: [
        { path: '/steps/0/paths/1/name', message: expect.stringMatching(/^Two paths/) as string },
      ],
    });
  });

  it('is completed with what goes without saying', () => {
    const document = flow({
      steps: [
        { id: 'a', kind: 'branch', paths: BRANCH.paths },
        { id: 'b', kind: 'for-each', items: [], steps: [] },
        { id: 'c', kind: 'respond' },
        { id: 'd', kind: 'stop' },
      ],
    });
    expect(requireFlowDocument(document).steps).toMatchObject([
      { otherwise: [] },
      { concurrency: 1 },
      { status: 200, headers: {} },
      { as: 'succeeded' },
    ]);
  });
});

const DURATION = 'A duration is a whole number and ms, s, m, h or d, for example 10m.';
const PATH = 'A path starts with $, for example $.trigger.body.email.';
const CONDITION = 'A condition has "all", "any" or "not", or compares "left" by "op".';
const ONE_WAIT = 'A delay has either "for" or "until".';
const BAD_PATH = { $path: 'a' };
const [BIG] = BRANCH.paths;

describe('a bad step says where and what', () => {
  it.each([
    ['no paths', { ...BRANCH, paths: [] }, '/paths', 'This is empty.'],
    [
      'too many paths',
      { ...BRANCH, paths: Array.from({ length: 21 }, () => ({ ...BIG, steps: [] })) },
      '/paths',
      'Give at most 20 items.',
    ],
    ['a path without a name', onPath({ name: undefined }), '/paths/0/name', 'Give "name".'],
    ['a path without a condition', onPath({ when: undefined }), '/paths/0/when', CONDITION],
    ['a path without steps', onPath({ steps: undefined }), '/paths/0/steps', 'Give "steps".'],
    [
      'a mistyped key of a path',
      onPath({ whenn: 1 }),
      '/paths/0/whenn',
      '"whenn" is not known here. Did you mean "when"?',
    ],
    [
      'a path whose step is bad',
      onPath({ steps: [{ ...SET, id: 'a-b' }] }),
      '/paths/0/steps/0/id',
      'A step id is a letter or _ followed by up to 63 letters, digits or _.',
    ],
    [
      'steps by name for otherwise',
      { ...BRANCH, otherwise: {} },
      '/otherwise',
      'Expected a list, not an object.',
    ],
    [
      'a loop over nothing',
      { ...LOOP, items: undefined },
      '/items',
      'Give a value, a $path or a $template.',
    ],
    ['a loop over a bad path', { ...LOOP, items: BAD_PATH }, '/items/$path', PATH],
    ['a loop that does nothing', { ...LOOP, steps: undefined }, '/steps', 'Give "steps".'],
    ['no item at a time', { ...LOOP, concurrency: 0 }, '/concurrency', 'Give at least 1.'],
    ['too many at a time', { ...LOOP, concurrency: 21 }, '/concurrency', 'Give at most 20.'],
    [
      'half an item at a time',
      { ...LOOP, concurrency: 1.5 },
      '/concurrency',
      'Expected a whole number, not 1.5.',
    ],
    ['a delay without an end', { id: 'a', kind: 'delay' }, '', ONE_WAIT],
    ['a delay with two ends', { id: 'a', kind: 'delay', for: '1m', until: 5 }, '', ONE_WAIT],
    ['a delay in words', { id: 'a', kind: 'delay', for: 'a day' }, '/for', DURATION],
    ['a delay until a bad path', { id: 'a', kind: 'delay', until: BAD_PATH }, '/until/$path', PATH],
    ['a status that is none', { ...RESPOND, status: 199 }, '/status', 'Give at least 200.'],
    ['a status beyond all', { ...RESPOND, status: 600 }, '/status', 'Give at most 599.'],
    ['a bad header', { ...RESPOND, headers: { x: BAD_PATH } }, '/headers/x/$path', PATH],
    [
      'headers in a list',
      { ...RESPOND, headers: [] },
      '/headers',
      'Expected an object, not a list.',
    ],
    ['a bad body', { ...RESPOND, body: BAD_PATH }, '/body/$path', PATH],
    [
      'an end that is none',
      { ...STOP, as: 'failled' },
      '/as',
      '"failled" is not known here. Did you mean "failed"?',
    ],
    ['a bad message', { ...STOP, message: BAD_PATH }, '/message/$path', PATH],
    ['a call of nothing', { ...CALL, flow: undefined }, '/flow', 'Give "flow".'],
    ['a call of a flow without name', { ...CALL, flow: '' }, '/flow', 'This is empty.'],
    ['a call with a bad body', { ...CALL, body: BAD_PATH }, '/body/$path', PATH],
  ])('%s', (_, step, path, message) => {
    const document = withStep(JSON.parse(JSON.stringify(step)));
    expect(parseFlowDocument(document)).toEqual({
      ok: false,
      faults: [{ path: `/steps/0${path}`, message }],
    });
  });

  it.each([
    ['in two paths', [{ ...BRANCH, otherwise: [SET] }], '/steps/0/otherwise/0/id'],
    ['in a loop and before it', [SET, LOOP], '/steps/1/steps/0/id'],
    ['in a branch that has it itself', [{ ...BRANCH, id: 'inner' }], '/steps/0/paths/0/steps/0/id'],
  ])('an id twice: %s', (_, steps, path) => {
    expect(parseFlowDocument(flow({ steps }))).toEqual({
      ok: false,
      faults: [{ path, message: 'Two steps have the id "inner".' }],
    });
  });

  it('too many steps in all, though each sequence has few', () => {
    const many = (start: number) =>
      Array.from({ length: 300 }, (_, at) => ({ ...SET, id: `s${start + at}` }));
    expect(parseFlowDocument(withStep({ ...LOOP, steps: many(0) })).ok).toBe(true);
    expect(parseFlowDocument(flow({ steps: [...many(300), { ...LOOP, steps: many(0) }] }))).toEqual(
      {
        ok: false,
        faults: [{ path: '/steps', message: 'A flow holds at most 500 steps; this one has 601.' }],
      },
    );
  });

  it('loops nested deeper than documents may be', () => {
    let step: object = SET;
    for (let depth = 0; depth < 70; depth += 1) step = { ...LOOP, id: `l${depth}`, steps: [step] };
    expect(parseFlowDocument(withStep(step))).toEqual({
      ok: false,
      faults: [{ path: '', message: 'Documents nest at most 128 deep.' }],
    });
  });
});

describe('the settings of a flow', () => {
  it.each([
    ['an order', { order_by: { $path: '$.trigger.body.customer.id' } }],
    ['limits', { limits: { concurrency: 5, rate: { runs: 100, per: '1m' }, timeout: '1h' } }],
    ['the result for an answer', { trigger: { kind: 'webhook', reply: { mode: 'result' } } }],
    ['an answer of its own', { trigger: { kind: 'webhook', reply: { mode: 'respond' } } }],
  ])('may be %s', (_, over) => {
    const document = flow(over);
    expect(parseFlowDocument(document)).toEqual({ ok: true, document });
  });

  it.each([
    ['an order by a bad path', { order_by: BAD_PATH }, '/order_by/$path', PATH],
    ['no run at a time', limit({ concurrency: 0 }), '/limits/concurrency', 'Give at least 1.'],
    ['too many', limit({ concurrency: 1_001 }), '/limits/concurrency', 'Give at most 1000.'],
    ['a rate without time', limit({ rate: { runs: 5 } }), '/limits/rate/per', 'Give "per".'],
    [
      'no run in a time',
      limit({ rate: { runs: 0, per: '1s' } }),
      '/limits/rate/runs',
      'Give at least 1.',
    ],
    ['a rate in words', limit({ rate: { runs: 1, per: 'minute' } }), '/limits/rate/per', DURATION],
    ['a time-out in words', limit({ timeout: 'soon' }), '/limits/timeout', DURATION],
    [
      'a limit there is not',
      limit({ time_out: '1h' }),
      '/limits/time_out',
      '"time_out" is not known here. Did you mean "timeout"?',
    ],
  ])('are refused with %s', (_, over, path, message) => {
    expect(parseFlowDocument(flow(over))).toEqual({ ok: false, faults: [{ path, message }] });
  });
});

function onPath(over: object): object {
  return { ...BRANCH, paths: [{ ...BIG, ...over }] };
}

function limit(limits: object): object {
  return { limits };
}
