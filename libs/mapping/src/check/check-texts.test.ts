import {
  replaceStep,
  requireFlowDocument,
  requireStoredDocument,
  type Finding,
  type Mapping,
} from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from '../evaluate/evaluate.ts';
import { learnSchema } from '../schema/schema-learner.ts';
import { checkFlow } from './check-flow.ts';

const EVENTS = [0, 1, 2, 3].map((id) => ({ body: { id, name: 'A "B"', sure: id > 1, n: '' } }));
const TRIGGER = learnSchema(EVENTS);
const JSON_HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };

function check(step: object): Finding[] {
  const document = requireFlowDocument({
    millrace: 1,
    name: 'Texts',
    trigger: { kind: 'webhook' },
    steps: [step],
  });
  const found = checkFlow({ document, trigger: TRIGGER, manifests: [] });
  for (const { fix } of found) {
    if (fix === undefined) continue;
    const fixed = replaceStep(document, fix.step.id, fix.step);
    expect(checkFlow({ document: fixed, trigger: TRIGGER, manifests: [] })).toEqual([]);
  }
  return found;
}

const set = (x: Mapping) => ({ id: 'values', kind: 'set', fields: { x } });
const answer = (body: Mapping, headers: object = JSON_HEADERS) => ({
  id: 'reply',
  kind: 'respond',
  headers,
  body,
});

function fixedField(found: readonly Finding[]): Mapping | undefined {
  const step = found[0]?.fix?.step;
  if (step?.kind === 'respond') return step.body;
  return step?.kind === 'set' ? step.fields['x'] : undefined;
}

describe('braces in plain text', () => {
  it('are found, and one press makes them a template', () => {
    const found = check(set('Dear {{trigger.body.name}}'));
    expect(found.map(({ kind, severity, field }) => [kind, severity, field])).toEqual([
      ['braces_in_literal', 'warning', ['fields', 'x']],
    ]);
    expect(fixedField(found)).toEqual({ $template: 'Dear {{trigger.body.name}}' });
  });

  it('are found deep inside of a value', () => {
    const found = check(set({ a: ['{{now}}'] }));
    expect(found.map(({ field }) => field)).toEqual([['fields', 'x', 'a', 0]]);
  });

  it.each<Mapping>([
    { $literal: 'Dear {{trigger.body.name}}' },
    '{{ name | upcase }}',
    '{{}}',
    'a { b }',
    '{{! note }}',
  ])('%j is meant as it stands', (mapping) => {
    expect(check(set(mapping))).toEqual([]);
  });
});

describe('JSON written as text', () => {
  it('is found where a value can break it, and one press builds it from values', () => {
    const found = check(answer({ $template: '{"name":"{{trigger.body.name}}"}' }));
    expect(found).toEqual([
      expect.objectContaining({
        kind: 'breaks_json',
        severity: 'warning',
        field: ['body'],
        message:
          'Body: this JSON is written as text; a quote or line break in $.trigger.body.name breaks it.',
      }),
    ]);
    const body = fixedField(found) ?? null;
    expect(body).toEqual({ name: { $template: '{{trigger.body.name}}' } });
    expect(evaluateMapping(body, { trigger: EVENTS[0] ?? null })).toEqual({ name: 'A "B"' });
  });

  it('is found in an action, by whatever case its header is written', () => {
    const body = { $template: '{"a": {{#if trigger.body.sure}}"{{trigger.body.name}}"{{/if}} }' };
    const headers = { 'content-TYPE': 'application/vnd.api+json' };
    const input = { method: 'POST', url: 'https://a.test', headers, body };
    const found = check({ id: 'call', kind: 'action', action: 'http.request', input });
    const [finding] = found.filter(({ kind }) => kind === 'breaks_json');
    expect(finding?.field).toEqual(['input', 'body']);
    expect(finding?.fix).toBeUndefined();
  });

  it.each<[Mapping, object]>([
    [{ $template: '{"id": {{trigger.body.id}}, "s": {{trigger.body.sure}} }' }, JSON_HEADERS],
    [{ $template: '{"name": {{json trigger.body.name}} }' }, JSON_HEADERS],
    [{ $template: '{"name":"{{trigger.body.name}}"}' }, { 'content-type': 'text/plain' }],
    [{ $template: '{"name":"{{trigger.body.name}}"}', as: 'json' }, JSON_HEADERS],
    [{ $template: 'Dear {{trigger.body.name}}' }, JSON_HEADERS],
    [{ name: { $path: '$.trigger.body.name' } }, JSON_HEADERS],
  ])('%j is safe', (body, headers) => {
    const kinds = check(answer(body, headers)).map(({ kind }) => kind);
    expect(kinds).not.toContain('breaks_json');
  });
});

describe('a conversion that empty values fail', () => {
  it.each<[Mapping, Mapping]>([
    [
      { $path: '$.trigger.body.n', as: 'number', missing: { default: 0 } },
      { $path: '$.trigger.body.n', as: 'number', missing: { default: 0 }, empty: 'missing' },
    ],
  ])('%j', (mapping, better) => {
    const some = learnSchema([{ body: { n: '' } }, { body: { n: '1' } }, { body: { n: null } }]);
    const document = requireFlowDocument({
      millrace: 1,
      name: 'Texts',
      trigger: { kind: 'webhook' },
      steps: [set(mapping)],
    });
    const found = checkFlow({ document, trigger: some, manifests: [] });
    expect(found.map(({ kind, fix }) => [kind, fix?.label])).toEqual([
      ['conversion_fails', 'Use the default when it is empty'],
    ]);
    expect(fixedField(found)).toEqual(better);
  });
});

describe('a member that a template looks up', () => {
  const text = (key: string) => set({ $template: `{{lookup trigger.body ${key}}}` });

  it('is checked where its name is written', () => {
    const [finding] = check(text('"nmae"'));
    expect(finding).toMatchObject({ kind: 'path_never_present', path: '$.trigger.body.nmae' });
    expect(check(text('"name"'))).toEqual([]);
  });

  it('is not judged where its name comes from the data', () => {
    expect(check(text('trigger.body.name'))).toEqual([]);
  });
});

describe('headers of an answer', () => {
  it("that are the server's own are found, and one press takes each away", () => {
    const headers = { 'Set-Cookie': 'a=b', 'X-Own': 'kept' };
    // As it is stored from before: such a flow can no longer be saved.
    const document = requireStoredDocument({
      millrace: 1,
      name: 'Texts',
      trigger: { kind: 'webhook' },
      steps: [answer('hi', headers)],
    });
    const input = { trigger: TRIGGER, manifests: [] };
    const [found, ...more] = checkFlow({ ...input, document });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      ...{ kind: 'reserved_header', severity: 'error', step: 'reply' },
      field: ['headers', 'Set-Cookie'],
      message: "The header Set-Cookie is the server's own: the answer is sent without it.",
    });
    expect(found?.fix?.step).toMatchObject({ headers: { 'X-Own': 'kept' } });
    const fixed = replaceStep(document, 'reply', found!.fix!.step);
    expect(checkFlow({ ...input, document: fixed })).toEqual([]);
  });
});
