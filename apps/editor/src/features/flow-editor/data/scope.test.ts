import { describe, expect, it } from 'vitest';
import { CATALOGUE, nestedFlow, ORDER, SEEN, templateFlow } from '../testing.ts';
import { pickerSections, searchSections } from './picker-sections.ts';
import {
  lacksItem,
  outputsOf,
  scopeAt,
  scopeOf,
  seenBy,
  stepsBefore,
  triggerOfSample,
} from './scope.ts';

const flow = templateFlow();

describe('the data a step sees', () => {
  it('has the values a set step would give now, computed from the draft', () => {
    const outputs = outputsOf(flow, SEEN, new Map(), CATALOGUE);
    expect(outputs.get('member')).toEqual({
      value: { email: 'ada@example.com', name: 'Ada Lovelace', total: 29.35 },
      from: 'computed',
    });
  });

  it('leaves out a set field that fails, and keeps the others', () => {
    const broken = {
      ...flow,
      steps: [{ id: 'a', kind: 'set' as const, fields: { x: { $path: '$.gone' }, y: 1 } }],
    };
    expect(outputsOf(broken, SEEN, new Map(), CATALOGUE).get('a')?.value).toEqual({ y: 1 });
  });

  it('takes what an action gave before its sample', () => {
    const recorded = new Map([['subscribe', { value: { id: 'real' }, from: 'run' as const }]]);
    const outputs = outputsOf(flow, SEEN, recorded, CATALOGUE);
    expect(outputs.get('subscribe')).toEqual({ value: { id: 'real' }, from: 'run' });
    expect(outputsOf(flow, SEEN, new Map(), CATALOGUE).get('subscribe')).toEqual({
      value: { id: 'm1' },
      from: 'sample',
    });
  });

  it('reaches only the steps before it', () => {
    const outputs = outputsOf(flow, SEEN, new Map(), CATALOGUE);
    const scope = scopeOf(SEEN, outputs, stepsBefore(flow, 'subscribe'));
    expect(scope['trigger']).toBe(ORDER);
    expect(Object.keys(scope['steps'] ?? {})).toEqual(['member']);
    expect(stepsBefore(flow, undefined).size).toBe(4);
  });

  it('knows the flow, under the number its next version will have, and an example of a run', () => {
    const seen = seenBy({ id: 'f1', version: 3 }, flow, ORDER);
    expect(scopeOf(seen, new Map())).toMatchObject({
      flow: { id: 'f1', name: flow.name, version: 4 },
      run: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    });
    expect(seenBy({ id: 'f1', version: null }, flow, ORDER).flow.version).toBe(1);
  });

  it('sees header names as they arrive, in small letters', () => {
    const [sample] = CATALOGUE[0]?.triggers[0]?.samples ?? [];
    const trigger = triggerOfSample(sample!, '2026-11-21T08:00:00Z');
    expect(trigger.headers).toEqual({ 'x-topic': 'order' });
  });
});

describe('the data a step in a branch or loop sees', () => {
  const nested = nestedFlow();
  const outputs = outputsOf(nested, SEEN, new Map(), CATALOGUE);

  it('has the first item of its loop', () => {
    const scope = scopeAt(nested, 'pick', SEEN, outputs);
    expect(scope['item']).toEqual({ sku: 'A-1', quantity: 2 });
    expect(scope['index']).toBe(0);
    expect(outputs.get('pick')?.value).toEqual({ sku: 'A-1' });
    expect(lacksItem(nested, 'pick', scope)).toBe(false);
  });

  it('has no item outside of loops, and none of an empty one', () => {
    expect(scopeAt(nested, 'mail', SEEN, outputs)).not.toHaveProperty('item');
    const body = { line_items: [] };
    const empty = scopeAt(nested, 'pick', { ...SEEN, trigger: { ...ORDER, body } }, outputs);
    expect(empty).not.toHaveProperty('item');
    expect(lacksItem(nested, 'pick', empty)).toBe(true);
    expect(lacksItem(nested, 'mail', empty)).toBe(false);
  });

  it('reaches the steps before it in its own path and around it, and no others', () => {
    const seen = (id: string) =>
      Object.keys(scopeAt(nested, id, SEEN, outputs)['steps'] ?? {}).join(' ');
    expect(seen('lines')).toBe('mail');
    expect(seen('pick')).toBe('mail');
    expect(seen('enough')).toBe('');
    expect(seen('done')).toBe('');
  });

  it('is offered by the picker, the item first', () => {
    const scope = scopeAt(nested, 'pick', SEEN, outputs);
    const sections = pickerSections(scope, outputs, new Map());
    expect(sections.map(({ path }) => path)).toEqual([
      '$.item',
      '$.trigger.body',
      '$.steps.mail.output',
      '$.index',
      '$.trigger.headers',
      '$.trigger',
      '$.flow',
      '$.run',
    ]);
  });
});

describe('the data picker', () => {
  const outputs = outputsOf(flow, SEEN, new Map(), CATALOGUE);
  const scope = scopeOf(SEEN, outputs, stepsBefore(flow, 'tag'));
  const sections = pickerSections(scope, outputs, new Map([['member', 'Buyer']]));

  it('shows the body first, then the steps before, then the rest', () => {
    expect(sections.map(({ title, path, note }) => [title, path, note])).toEqual([
      ['Trigger', '$.trigger.body', undefined],
      ['Buyer', '$.steps.member.output', undefined],
      ['subscribe', '$.steps.subscribe.output', 'sample'],
      ['Trigger headers', '$.trigger.headers', undefined],
      ['Trigger, the rest', '$.trigger', undefined],
      ['Flow', '$.flow', undefined],
      ['Run', '$.run', 'example'],
    ]);
  });

  it('finds values by name and by value, with the path that reads them', () => {
    expect(searchSections(sections, 'first').map(({ path }) => path)).toEqual([
      '$.trigger.body.billing.first_name',
    ]);
    expect(searchSections(sections, 'ADA@example buyer').map(({ path }) => path)).toEqual([
      '$.steps.member.output.email',
    ]);
    expect(searchSections(sections, 'content-type').map(({ path }) => path)).toEqual([
      '$.trigger.headers["content-type"]',
    ]);
    expect(searchSections(sections, 'nothing like it')).toEqual([]);
  });
});
