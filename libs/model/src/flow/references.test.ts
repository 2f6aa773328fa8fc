import { describe, expect, it } from 'vitest';
import {
  referencesTo,
  renameStepId,
  stepOfPath,
  stepsOfTemplate,
  type Condition,
  type FlowDocument,
  type Mapping,
  type Step,
} from '../index.ts';

function flowWith(value: Mapping): FlowDocument {
  return {
    millrace: 1,
    name: 'A',
    trigger: { kind: 'manual' },
    steps: [
      { id: 'a', kind: 'set', fields: {} },
      { id: 'last', kind: 'set', fields: { value } },
    ],
  };
}

/** What becomes of a mapping when step `a` is renamed to `b`. */
function renamed(value: Mapping): unknown {
  const step = renameStepId(flowWith(value), 'a', 'b').steps[1];
  return step?.kind === 'set' ? step.fields['value'] : undefined;
}

describe('a path that reads a step', () => {
  it.each([
    ['$.steps.a.output', '$.steps.b.output'],
    ['$.steps.a', '$.steps.b'],
    ['$.steps.a[0]', '$.steps.b[0]'],
    ['$.steps.a..x', '$.steps.b..x'],
    [`$['steps']['a'].output`, `$['steps']['b'].output`],
    ['$["steps"]["a"]', '$["steps"]["b"]'],
    [`$.steps["a"]['a']`, `$.steps["b"]['a']`],
    [`$['steps'].a.a`, `$['steps'].b.a`],
    [`$[ 'steps' ][ "a" ]`, `$[ 'steps' ][ "b" ]`],
    ['$.steps.a.output.steps.a', '$.steps.b.output.steps.a'],
  ])('%s follows a new id: %s', (path, expected) => {
    expect(stepOfPath(path)).toBe('a');
    expect(renamed({ $path: path, as: 'number' })).toEqual({ $path: expected, as: 'number' });
    expect(referencesTo(flowWith({ $path: path }), 'a')).toEqual(['/steps/1/fields/value/$path']);
  });

  it.each([
    '$.steps.ab.output',
    '$.steps.a-b.output',
    '$.trigger.steps.a',
    '$.trigger.body["$.steps.a"]',
    `$.steps['a"]`,
    `$.steps['a b']`,
    '$.steps',
    '$.stepsa.a',
    '$..a',
    '$',
  ])('%s reads another and stays', (path) => {
    expect(stepOfPath(path)).not.toBe('a');
    expect(renamed({ $path: path })).toEqual({ $path: path });
    expect(referencesTo(flowWith({ $path: path }), 'a')).toEqual([]);
  });
});

describe('a template that reads a step', () => {
  it.each([
    ['{{steps.a.output}}', '{{steps.b.output}}'],
    ['steps.a {{ steps.a.x }} steps.a', 'steps.a {{ steps.b.x }} steps.a'],
    ['{{{steps.a.x}}}{{&steps.a}}', '{{{steps.b.x}}}{{&steps.b}}'],
    ['{{@root.steps.a.x}}', '{{@root.steps.b.x}}'],
    ['{{steps.[a].x}}', '{{steps.[b].x}}'],
    ['{{../steps.a.x}}', '{{../steps.b.x}}'],
    [
      '{{#if steps.a.x}}a{{else}}{{steps.a.y}}{{/if}}',
      '{{#if steps.b.x}}a{{else}}{{steps.b.y}}{{/if}}',
    ],
    ['{{default (lower steps.a.x) "steps.a"}}', '{{default (lower steps.b.x) "steps.a"}}'],
    ["{{default steps.a 'steps.a' x=steps.a}}", "{{default steps.b 'steps.a' x=steps.b}}"],
    ['{{#each\n  steps.a.list}}{{this}}{{/each}}', '{{#each\n  steps.b.list}}{{this}}{{/each}}'],
  ])('%s follows a new id: %s', (template, expected) => {
    expect(new Set(stepsOfTemplate(template))).toEqual(new Set(['a']));
    expect(renamed({ $template: template })).toEqual({ $template: expected });
    expect(referencesTo(flowWith({ $template: template }), 'a')).toEqual([
      '/steps/1/fields/value/$template',
    ]);
  });

  it.each([
    'steps.a and {steps.a}',
    '{{trigger.steps.a}}',
    '{{steps.ab}} {{steps.a-b}} {{steps.[a b]}}',
    '{{xsteps.a}} {{x-steps.a}} {{[x].steps.a}}',
    '{{upper "steps.a"}}',
    '}} steps.a {{',
    '',
  ])('%j reads none and stays', (template) => {
    expect(stepsOfTemplate(template)).not.toContain('a');
    expect(renamed({ $template: template })).toEqual({ $template: template });
    expect(referencesTo(flowWith({ $template: template }), 'a')).toEqual([]);
  });
});

describe('data that only looks like a reference', () => {
  it.each<[string, Mapping]>([
    ['plain text', '$.steps.a.output'],
    ['a literal', { $literal: { $path: '$.steps.a' } }],
    ['a default', { $path: '$.x', missing: { default: { $path: '$.steps.a' } } }],
    ['an empty value', null],
  ])('in %s stays', (_, value) => {
    expect(renamed(value)).toEqual(value);
    expect(referencesTo(flowWith(value), 'a')).toEqual([]);
  });
});

describe('the places that read a step', () => {
  const read: Mapping = { $path: '$.steps.a.output' };
  const document: FlowDocument = {
    ...flowWith([{ 'x/y': read }, { $template: '{{steps.a}}{{steps.a}}' }]),
  };
  document.steps.push(
    { id: 'call', kind: 'action', action: 'http.request', input: { url: read, body: [read] } },
    {
      id: 'paid',
      kind: 'filter',
      when: {
        all: [
          { any: [{ left: read, op: 'exists' }] },
          { not: { left: 1, op: 'equals', right: [read] } },
        ],
      },
    },
  );

  it('are found in all kinds of step, lists and conditions', () => {
    expect(referencesTo(document, 'a')).toEqual([
      '/steps/1/fields/value/0/x~1y/$path',
      '/steps/1/fields/value/1/$template',
      '/steps/2/input/url/$path',
      '/steps/2/input/body/0/$path',
      '/steps/3/when/all/0/any/0/left/$path',
      '/steps/3/when/all/1/not/right/0/$path',
    ]);
  });

  it('all follow a new id', () => {
    const after = renameStepId(document, 'a', 'b');
    expect(referencesTo(after, 'a')).toEqual([]);
    expect(referencesTo(after, 'b')).toEqual(referencesTo(document, 'a'));
  });
});

describe('the places that read a step in a flow that branches and loops', () => {
  const read: Mapping = { $path: '$.steps.a.output' };
  const reads: Condition = { left: read, op: 'exists' };
  const inner: Step = { id: 'inner', kind: 'set', fields: { x: read } };
  const document: FlowDocument = {
    ...flowWith(1),
    order_by: { key: read },
    steps: [
      { id: 'a', kind: 'set', fields: {} },
      {
        id: 'size',
        kind: 'branch',
        paths: [{ name: 'big', when: { all: [reads] }, steps: [inner] }],
        otherwise: [
          {
            id: 'lines',
            kind: 'for-each',
            items: read,
            concurrency: 1,
            steps: [{ id: 'pause', kind: 'delay', until: read }],
          },
        ],
      },
      { id: 'answer', kind: 'respond', status: 200, headers: { x: read }, body: [read] },
      { id: 'bill', kind: 'call', flow: 'Billing', body: read },
      { id: 'enough', kind: 'stop', as: 'failed', message: { $template: '{{steps.a.output}}' } },
      { id: 'quiet', kind: 'stop', as: 'succeeded' },
    ],
  };

  it('are found in every sequence and in the order of the flow', () => {
    expect(referencesTo(document, 'a')).toEqual([
      '/order_by/key/$path',
      '/steps/1/paths/0/when/all/0/left/$path',
      '/steps/1/paths/0/steps/0/fields/x/$path',
      '/steps/1/otherwise/0/items/$path',
      '/steps/1/otherwise/0/steps/0/until/$path',
      '/steps/2/headers/x/$path',
      '/steps/2/body/0/$path',
      '/steps/3/body/$path',
      '/steps/4/message/$template',
    ]);
  });

  it('all follow a new id, and nothing else changes', () => {
    const after = renameStepId(document, 'a', 'b');
    expect(referencesTo(after, 'b')).toEqual(referencesTo(document, 'a'));
    expect(
      JSON.stringify(after).replaceAll('steps.b.', 'steps.a.').replace('"id":"b"', '"id":"a"'),
    ).toBe(JSON.stringify(document));
  });
});

it('leaves what the application says of its fields as it is when a step gets another id', () => {
  const shape = {
    more: {
      at: '2026-11-21T08:00:00Z',
      fields: [
        {
          key: 'x',
          label: 'X',
          type: 'string' as const,
          help: 'Such as {{steps.a.output}}.',
          default: { $path: '$.steps.a.output' },
        },
      ],
    },
  };
  const input = { more: { x: { $path: '$.steps.a.output' } } };
  const step: Step = { id: 'call', kind: 'action', action: 'http.request', input, shape };
  const before = { ...flowWith(1), steps: [...flowWith(1).steps, step] };
  expect(renameStepId(before, 'a', 'b').steps.at(-1)).toEqual({
    ...step,
    input: { more: { x: { $path: '$.steps.b.output' } } },
  });
  expect(referencesTo(before, 'a')).toEqual(['/steps/2/input/more/x/$path']);
});
