import { describe, expect, it } from 'vitest';
import {
  type AppError,
  findStep,
  flowDocumentSchema,
  isAppError,
  MAX_STEPS,
  parseFlowDocument,
  requireFlowDocument,
} from '../index.ts';

const ACTION = {
  id: 'subscribe',
  kind: 'action',
  action: 'mailchimp.upsert-member',
  connection: 'mailchimp',
  input: { email_address: { $path: '$.steps.member.output.email' } },
};
const SET = { id: 'member', kind: 'set', fields: { email: { $path: '$.trigger.body.email' } } };
const FILTER = { id: 'paid', kind: 'filter', when: { all: [] } };
const VERIFY = { preset: 'woocommerce', secret: { connection: 'shop', field: 'webhook_secret' } };
const FLOW = {
  millrace: 1,
  name: 'New order',
  trigger: { kind: 'webhook', verify: VERIFY },
  steps: [FILTER, SET, ACTION],
};

const withStep = (step: unknown): object => ({ ...FLOW, steps: [step] });
const withTrigger = (trigger: unknown): object => ({ ...FLOW, trigger });
const without = (key: string, from: object): object =>
  Object.fromEntries(Object.entries(from).filter(([one]) => one !== key));

describe('a good document', () => {
  it.each([
    ['with every kind of step', FLOW],
    ['without steps', { ...FLOW, steps: [] }],
    ['started by hand', withTrigger({ kind: 'manual' })],
    ['with a description', { ...FLOW, description: 'Why it is here.' }],
    ['with a name for a step', withStep({ ...SET, name: 'Buyer' })],
    [
      'with retries',
      withStep({ ...ACTION, retry: { times: 8, backoff: 'fixed', first: '5s', max: '1h' } }),
    ],
    [
      'with an account that its webhook is made with',
      withTrigger({
        ...{ kind: 'webhook', source: 'github.event', connection: 'code' },
        input: { repository: 'octo/shop', events: ['push'] },
      }),
    ],
    [
      'deduplicated by a key',
      withTrigger({
        kind: 'webhook',
        dedupe: { by: { key: { $path: '$.trigger.body.id' } }, window: '1d' },
      }),
    ],
  ])('%s is read as it is written', (_, document) => {
    expect(parseFlowDocument(document)).toEqual({ ok: true, document });
  });

  it('is completed with what goes without saying', () => {
    const document = {
      ...withStep({ ...without('input', ACTION), retry: { times: 2 } }),
      trigger: { kind: 'webhook', dedupe: { by: 'body' } },
    };
    expect(requireFlowDocument(document)).toMatchObject({
      trigger: { dedupe: { window: '30d' } },
      steps: [{ input: {}, retry: { times: 2, backoff: 'exponential', first: '5s', max: '1h' } }],
    });
  });

  it('is not changed by being read', () => {
    const text = JSON.stringify(FLOW);
    parseFlowDocument(FLOW);
    expect(JSON.stringify(FLOW)).toBe(text);
  });

  it('gives its steps by id', () => {
    const document = requireFlowDocument(FLOW);
    expect(findStep(document, 'member')).toEqual(SET);
    expect(findStep(document, 'lost')).toBeUndefined();
  });
});

const KNOWN = 'is not known here.';
const KINDS = 'action, set, filter, branch, for-each, delay, respond, stop or call';
const STEP_ID = 'A step id is a letter or _ followed by up to 63 letters, digits or _.';
const DURATION = 'A duration is a whole number and ms, s, m, h or d, for example';
const CONDITION = 'A condition has "all", "any" or "not", or compares "left" by "op".';

describe('a bad document says where and what', () => {
  it.each([
    [
      'no version',
      without('millrace', FLOW),
      '/millrace',
      'Start the document with its version: millrace: 1.',
    ],
    ['no object', 'flow', '', 'A flow document is an object.'],
    ['no name', without('name', FLOW), '/name', 'Give "name".'],
    ['a blank name', { ...FLOW, name: ' ' }, '/name', 'A flow has a name.'],
    ['a long name', { ...FLOW, name: 'n'.repeat(121) }, '/name', 'Give at most 120 characters.'],
    ['no trigger', without('trigger', FLOW), '/trigger', 'Give "trigger".'],
    ['no steps', without('steps', FLOW), '/steps', 'Give "steps".'],
    ['steps by name', { ...FLOW, steps: {} }, '/steps', 'Expected a list, not an object.'],
    [
      'too many steps',
      {
        ...FLOW,
        steps: Array.from({ length: MAX_STEPS + 1 }, (_, at) => ({ ...SET, id: `s${at}` })),
      },
      '/steps',
      'Give at most 500 items.',
    ],
    [
      'a mistyped key',
      { ...FLOW, descripton: '' },
      '/descripton',
      `"descripton" ${KNOWN} Did you mean "description"?`,
    ],
    ['a foreign key', { ...FLOW, position: 1 }, '/position', `"position" ${KNOWN}`],
    [
      'an id twice',
      { ...FLOW, steps: [SET, ACTION, SET] },
      '/steps/2/id',
      'Two steps have the id "member".',
    ],
    ['text for a step', withStep('member'), '/steps/0', 'Expected an object, not text.'],
    [
      'a step without kind',
      withStep(without('kind', SET)),
      '/steps/0/kind',
      `Give "kind": ${KINDS}.`,
    ],
    [
      'a mistyped kind',
      withStep({ ...ACTION, kind: 'acton' }),
      '/steps/0/kind',
      `"acton" ${KNOWN} Did you mean "action"?`,
    ],
    [
      'an unknown kind',
      withStep({ id: 'a', kind: 'sleep' }),
      '/steps/0/kind',
      `"sleep" ${KNOWN} Use ${KINDS}.`,
    ],
    [
      'a kind that is no text',
      withStep({ ...SET, kind: 5 }),
      '/steps/0/kind',
      `Expected ${KINDS}, not 5.`,
    ],
    ['a step without id', withStep(without('id', SET)), '/steps/0/id', 'Give "id".'],
    ['an id with a hyphen', withStep({ ...SET, id: 'a-b' }), '/steps/0/id', STEP_ID],
    [
      'an action without app',
      withStep({ ...ACTION, action: 'send' }),
      '/steps/0/action',
      'An action is written connector.action, for example mailchimp.upsert-member.',
    ],
    ['no action', withStep(without('action', ACTION)), '/steps/0/action', 'Give "action".'],
    [
      'a mistyped connection',
      withStep({ ...without('connection', ACTION), conection: 'x' }),
      '/steps/0/conection',
      `"conection" ${KNOWN} Did you mean "connection"?`,
    ],
    [
      'a list of inputs',
      withStep({ ...ACTION, input: [] }),
      '/steps/0/input',
      'Expected an object, not a list.',
    ],
    [
      'a bad path in an input',
      withStep({ ...ACTION, input: { a: [{ $path: 'a' }] } }),
      '/steps/0/input/a/0/$path',
      'A path starts with $, for example $.trigger.body.email.',
    ],
    [
      'an input named like a pointer',
      withStep({ ...ACTION, input: { 'a/b~c': { $pth: 1 } } }),
      '/steps/0/input/a~1b~0c/$pth',
      `"$pth" ${KNOWN} Did you mean "$path"? Data with such a key stands in $literal.`,
    ],
    [
      'a number as text',
      withStep({ ...ACTION, retry: { times: '3' } }),
      '/steps/0/retry/times',
      'Expected a number, not text.',
    ],
    [
      'half a retry',
      withStep({ ...ACTION, retry: { times: 1.5 } }),
      '/steps/0/retry/times',
      'Expected a whole number, not 1.5.',
    ],
    [
      'too many retries',
      withStep({ ...ACTION, retry: { times: 101 } }),
      '/steps/0/retry/times',
      'Give at most 100.',
    ],
    [
      'a duration in words',
      withStep({ ...ACTION, retry: { times: 1, first: '5 sec' } }),
      '/steps/0/retry/first',
      `${DURATION} 10m.`,
    ],
    [
      'a mistyped choice',
      withStep({ ...ACTION, on_error: 'never-repeat' }),
      '/steps/0/on_error',
      `"never-repeat" ${KNOWN} Did you mean "never_repeat"?`,
    ],
    ['no fields', withStep(without('fields', SET)), '/steps/0/fields', 'Give "fields".'],
    ['no condition', withStep(without('when', FILTER)), '/steps/0/when', CONDITION],
    ['a condition in words', withStep({ ...FILTER, when: 'paid' }), '/steps/0/when', CONDITION],
    [
      'a mistyped operator',
      withStep({ ...FILTER, when: { any: [{ left: 1, op: 'eqals', right: 1 }] } }),
      '/steps/0/when/any/0/op',
      `"eqals" ${KNOWN} Did you mean "equals"?`,
    ],
    [
      'half a comparison',
      withStep({ ...FILTER, when: { not: { left: 1, op: 'equals' } } }),
      '/steps/0/when/not/right',
      '"equals" compares with a value: give "right".',
    ],
    ['a trigger without kind', withTrigger({}), '/trigger/kind', 'Give "kind": webhook or manual.'],
    [
      'an unknown trigger',
      withTrigger({ kind: 'webook' }),
      '/trigger/kind',
      `"webook" ${KNOWN} Did you mean "webhook"?`,
    ],
    [
      'a source without trigger',
      withTrigger({ kind: 'webhook', source: 'woo' }),
      '/trigger/source',
      'A source is written connector.trigger, for example woocommerce.order-created.',
    ],
    [
      'a secret in the document',
      withTrigger({ kind: 'webhook', verify: { ...VERIFY, secret: 's3cret' } }),
      '/trigger/verify/secret',
      'Expected an object, not text.',
    ],
    [
      'no preset',
      withTrigger({ kind: 'webhook', verify: without('preset', VERIFY) }),
      '/trigger/verify/preset',
      'Give "preset".',
    ],
    [
      'an empty preset',
      withTrigger({ kind: 'webhook', verify: { ...VERIFY, preset: '' } }),
      '/trigger/verify/preset',
      'This is empty.',
    ],
    [
      'an unknown way to tell duplicates',
      withTrigger({ kind: 'webhook', dedupe: { by: 'id' } }),
      '/trigger/dedupe/by',
      'Use preset, body, none or { key: … }.',
    ],
    [
      'a bad key to tell duplicates',
      withTrigger({ kind: 'webhook', dedupe: { by: { key: { $path: 'id' } } } }),
      '/trigger/dedupe/by/key/$path',
      'A path starts with $, for example $.trigger.body.email.',
    ],
    [
      'a window in words',
      withTrigger({ kind: 'webhook', dedupe: { by: 'body', window: 'a day' } }),
      '/trigger/dedupe/window',
      `${DURATION} 30d.`,
    ],
    [
      'another reply',
      withTrigger({ kind: 'webhook', reply: { mode: 'later' } }),
      '/trigger/reply/mode',
      `"later" ${KNOWN} Use accepted, result or respond.`,
    ],
    [
      'what a manual start cannot have',
      withTrigger({ kind: 'manual', source: 'a.b' }),
      '/trigger/source',
      `"source" ${KNOWN}`,
    ],
  ])('%s', (_, document, path, message) => {
    expect(parseFlowDocument(document)).toEqual({ ok: false, faults: [{ path, message }] });
  });

  it('for all its faults at once', () => {
    const parsed = parseFlowDocument({
      ...without('name', FLOW),
      steps: [{ kind: 'set', feilds: {} }],
    });
    expect(parsed).toEqual({
      ok: false,
      faults: [
        { path: '/name', message: 'Give "name".' },
        { path: '/steps/0/id', message: 'Give "id".' },
        { path: '/steps/0/fields', message: 'Give "fields".' },
        { path: '/steps/0/feilds', message: '"feilds" is not known here. Did you mean "fields"?' },
      ],
    });
  });

  it.each([
    [
      'lists in a literal',
      (deep: unknown) => withStep({ ...SET, fields: { a: { $literal: deep } } }),
    ],
    ['lists under an unknown key', (deep: unknown) => ({ ...FLOW, x: deep })],
  ])('without overflowing: 50,000 %s', (_, place) => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    expect(parseFlowDocument(place(deep))).toEqual({
      ok: false,
      faults: [{ path: '', message: 'Documents nest at most 128 deep.' }],
    });
  });

  it('without overflowing: conditions as deep as documents may be', () => {
    let when: unknown = { left: 1, op: 'exists' };
    for (let depth = 0; depth < 120; depth += 1) when = { not: when };
    expect(parseFlowDocument(withStep({ ...FILTER, when }))).toMatchObject({ ok: true });
  });
});

describe('a document that must be good', () => {
  it('throws its faults', () => {
    const thrown = catching(() => requireFlowDocument({ millrace: 1 }));
    expect(thrown.code).toBe('FLOW_DOCUMENT_INVALID');
    expect(thrown.message).toBe(
      'The flow document has 3 fault(s): /name: Give "name". /trigger: Give "trigger". /steps: Give "steps".',
    );
    expect(thrown.details).toMatchObject({
      faults: [{ path: '/name' }, { path: '/trigger' }, { path: '/steps' }],
    });
  });

  it('is described in the API without code', () => {
    const described = flowDocumentSchema.toJSONSchema({ unrepresentable: 'any' });
    expect(JSON.stringify(described)).toContain('Either { all }, { any }, { not } or a comparison');
  });
});

function catching(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
