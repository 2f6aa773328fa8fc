import {
  replaceStep,
  requireFlowDocument,
  type ConnectorInfo,
  type Finding,
  type FlowDocument,
} from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { learnSchema } from '../schema/schema-learner.ts';
import { checkFlow, checkFlowInParts } from './check-flow.ts';

const MANIFEST: ConnectorInfo = {
  id: 'crm',
  name: 'CRM',
  description: 'Keeps people.',
  icon: '<svg/>',
  color: '#000000',
  categories: [],
  connection: [],
  testable: false,
  connectionRequired: false,
  triggers: [],
  actions: [
    {
      id: 'add',
      label: 'Add a person',
      description: 'Adds a person.',
      input: [
        { key: 'email', label: 'E-mail', type: 'email', required: true },
        { key: 'age', label: 'Age', type: 'integer' },
        { key: 'extra', label: 'Extra', type: 'json' },
        { key: 'labels', label: 'Labels', type: 'map' },
      ],
      output: [{ key: 'id', label: 'Id', type: 'string' }],
      sample: { input: { email: 'a@example.com' }, output: { id: 'x' } },
    },
  ],
};

const TRIGGER = learnSchema(
  [0, 1, 2, 3].map((index) => ({
    body: {
      mail: `p${index}@example.com`,
      age: String(30 + index),
      ...(index === 0 ? { nick: 'Al' } : {}),
    },
    headers: { host: 'example.com' },
  })),
);

function flow(...steps: object[]): FlowDocument {
  const trigger = { kind: 'webhook' };
  return requireFlowDocument({ millrace: 1, name: 'People', trigger, steps });
}

function check(document: FlowDocument): Finding[] {
  return checkFlow({
    document,
    trigger: TRIGGER,
    manifests: [MANIFEST],
    flows: new Set(['Known']),
  });
}

const add = (input: object) => ({ id: 'add', kind: 'action', action: 'crm.add', input });
const body = (path: string, more: object = {}) => ({ $path: `$.trigger.body.${path}`, ...more });
const set = (x: unknown) => ({ id: 'values', kind: 'set', fields: { x } });

describe('checking a flow', () => {
  it.each([
    ['is left at its default', {}, []],
    ['hides the field', { by: 'id' }, []],
    ['shows the field', { by: 'name' }, ['required_field_unmapped']],
    // The event may hide it as well as show it.
    ['comes from the event', { by: body('nick') }, []],
  ])('asks for a field that is shown when another %s', (_, input, kinds) => {
    const by = { left: { $path: '$.by' }, op: 'equals' as const, right: 'name' };
    const fields: ConnectorInfo['actions'][number]['input'] = [
      { key: 'by', label: 'By', type: 'string', default: 'id' },
      { key: 'name', label: 'Name', type: 'string', required: true, show_when: { all: [by] } },
    ];
    const [action] = MANIFEST.actions;
    const manifest = { ...MANIFEST, actions: [{ ...action!, input: fields }] };
    const document = flow(add(input));
    const found = checkFlow({
      document,
      trigger: TRIGGER,
      manifests: [manifest],
      flows: new Set(),
    });
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    ['text', 'SELECT 1', []],
    ['text with braces', { $literal: 'SELECT {{x}}' }, []],
    ['a path', body('nick'), ['not_constant']],
    ['a template', { $template: 'SELECT {{trigger.body.mail}}' }, ['not_constant']],
  ])('lets only fixed text into a field of a statement: %s', (_, sql, kinds) => {
    const [action] = MANIFEST.actions;
    const field = { key: 'sql', label: 'SQL', type: 'text' as const, constant: true };
    const manifest = { ...MANIFEST, actions: [{ ...action!, input: [field] }] };
    const findings = checkFlow({
      document: flow(add({ sql })),
      trigger: TRIGGER,
      manifests: [manifest],
    });
    expect(findings.map(({ kind }) => kind).filter((kind) => kind === 'not_constant')).toEqual(
      kinds,
    );
  });

  it('finds nothing in a flow that is right', () => {
    const age = body('age', { as: 'number' });
    expect(check(flow(add({ email: body('mail'), age }), set(body('mail'))))).toEqual([]);
  });

  it('knows the failure of a step after which the flow goes on, and of no other', () => {
    const found = (more: object, path: string) =>
      check(
        flow({ ...add({ email: body('mail') }), ...more }, set({ $path: `$.steps.add.${path}` })),
      );
    const goesOn = { on_error: 'continue' };
    expect(found(goesOn, 'error')).toEqual([]);
    expect(found(goesOn, 'error.status')).toMatchObject([{ kind: 'path_sometimes_missing' }]);
    expect(found(goesOn, 'error.body.title')).toEqual([]);
    expect(found(goesOn, 'error.statuss')).toMatchObject([{ path: '$.steps.add.error.statuss' }]);
    expect(found({}, 'error.status')).toMatchObject([{ severity: 'error' }]);
  });

  it('says what is wrong in words, with the share and the path', () => {
    const [finding] = check(flow(set(body('nick'))));
    expect(finding).toMatchObject({
      kind: 'path_sometimes_missing',
      severity: 'warning',
      step: 'values',
      field: ['fields', 'x'],
      path: '$.trigger.body.nick',
      share: 0.75,
      message: 'x: $.trigger.body.nick is missing in 3 of 4 events; the step fails then.',
    });
  });

  it.each([
    ['the nearest path', set(body('mial')), 'Use $.trigger.body.mail', set(body('mail'))],
    [
      'what to do when it is missing',
      set(body('nick')),
      'Leave it out when it is missing',
      set(body('nick', { missing: 'omit' })),
    ],
    [
      'a conversion',
      add({ email: body('mail'), age: body('age') }),
      'Convert it to number',
      add({ email: body('mail'), age: body('age', { as: 'number' }) }),
    ],
    ['the only address', add({}), 'Use $.trigger.body.mail', add({ email: body('mail') })],
    [
      'the right key',
      add({ emial: body('mail') }),
      'Rename it to "email"',
      add({ email: body('mail') }),
    ],
    [
      'a template',
      set({ $template: 'Hi {{trigger.body.mial}}!' }),
      'Use $.trigger.body.mail',
      set({ $template: 'Hi {{trigger.body.mail}}!' }),
    ],
    [
      'a default in a template',
      set({ $template: 'Hi {{trigger.body.nick}}!' }),
      'Write nothing when it is missing',
      set({ $template: 'Hi {{default trigger.body.nick ""}}!' }),
    ],
  ])('offers %s, and the corrected step has no finding', (_what, step, label, fixed) => {
    const document = flow(step);
    const [finding] = check(document);
    expect(finding?.fix).toMatchObject({ label, step: fixed });
    if (finding?.fix === undefined) throw new Error('there is no fix');
    expect(check(replaceStep(document, finding.step, finding.fix.step))).toEqual([]);
  });

  it('takes a flow that is not known for an error', () => {
    const call = (name: string) => flow({ id: 'other', kind: 'call', flow: name });
    expect(check(call('Known'))).toEqual([]);
    expect(check(call('Gone'))).toMatchObject([{ kind: 'unknown_flow', step: 'other' }]);
  });

  it('judges no action of a connector by fields it does not know', () => {
    const step = { ...add({ anything: body('mail') }), action: 'fax.send' };
    expect(check(flow(step))).toMatchObject([{ kind: 'unknown_action', field: ['action'] }]);
  });

  it('checks what is wrong whatever comes when nothing was captured', () => {
    const document = flow(set(body('anything')), add({ email: { $path: '$.steps.gone.output' } }));
    const findings = checkFlow({ document, manifests: [MANIFEST] });
    expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['nothing_captured', 'info'],
      ['unknown_step', 'error'],
    ]);
  });

  it('finds what is wrong with a path of a branch also behind the steps of another', () => {
    const is = (op: string, right: string) => ({ left: body('mail'), op, right });
    const way = (name: string, when: object) => ({
      ...{ name, when },
      steps: [{ ...set(body('mail')), id: name }],
    });
    const paths = [
      way('not_al', is('not_equals', 'al@example.com')),
      way('bo', is('equals', 'p1@example.com')),
      way('typed', { left: body('mail'), op: 'greater_than', right: 1 }),
    ];
    expect(check(flow({ id: 'ways', kind: 'branch', paths }))).toMatchObject([
      { kind: 'unreachable_branch', step: 'ways', field: ['paths', 1, 'when'] },
      { kind: 'condition_type', step: 'ways', field: ['paths', 2, 'when'] },
    ]);
  });

  it.each([
    ['a member of free JSON', { extra: { nick: body('nick') } }, ['input', 'extra', 'nick']],
    ['an item of free JSON', { extra: [body('nick')] }, ['input', 'extra', 0]],
    ['an object in a map', { labels: { a: { b: body('nick') } } }, ['input', 'labels', 'a', 'b']],
  ])('says that the step fails where %s is missing, as the run does', (_what, input, field) => {
    const found = check(flow(add({ email: body('mail'), ...input })));
    expect(found).toMatchObject([{ kind: 'path_sometimes_missing', field, share: 0.75 }]);
  });

  it('lets an optional field and a value of a map be missing, as the run does', () => {
    const input = { email: body('mail'), extra: body('nick'), labels: { nick: body('nick') } };
    expect(check(flow(add(input)))).toEqual([]);
  });

  it('hands out the findings step by step for who cannot wait', () => {
    const document = flow(set(body('nick')), { ...set(body('mial')), id: 'more' });
    const input = { document, trigger: TRIGGER, manifests: [MANIFEST] };
    const parts = [...checkFlowInParts(input)];
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.flat()).toEqual(checkFlow(input));
  });

  it('gives the same findings each time, and changes nothing', () => {
    const document = flow(set(body('nick')), add({ email: body('age') }));
    const before = JSON.stringify(document);
    expect(check(document)).toEqual(check(document));
    expect(JSON.stringify(document)).toBe(before);
  });

  it('takes keys named like the prototype for data', () => {
    const steps = [
      { id: '__proto__', kind: 'set', fields: { x: 1 } },
      set({ $path: '$.steps.__proto__.output.x' }),
    ];
    expect(check(flow(...steps))).toEqual([]);
    const path = { $path: '$.trigger.body.constructor' };
    expect(check(flow(set(path)))).toMatchObject([{ kind: 'path_never_present' }]);
  });
});
