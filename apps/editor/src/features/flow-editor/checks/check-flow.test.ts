import {
  replaceStep,
  type ActionStep,
  type FlowDocument,
  type Mapping,
  type Step,
} from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { outputsOf } from '../data/scope.ts';
import { CATALOGUE, CONNECTIONS, nestedFlow, ORDER, templateFlow } from '../testing.ts';
import { checkFlow, placeOf, type CheckFacts } from './check-flow.ts';

const INPUT = { list_id: 'a1', email_address: { $path: '$.trigger.body.billing.email' } };

function facts(document: FlowDocument, over: Partial<CheckFacts> = {}): CheckFacts {
  const outputs = outputsOf(document, ORDER, new Map(), CATALOGUE);
  return { catalogue: CATALOGUE, connections: CONNECTIONS, trigger: ORDER, outputs, ...over };
}

function messages(document: FlowDocument, over: Partial<CheckFacts> = {}) {
  return checkFlow(document, facts(document, over)).map(
    (check) => `${check.severity} ${check.place}: ${check.message}`,
  );
}

function withSteps(...steps: Step[]): FlowDocument {
  return { ...templateFlow(), steps };
}

function subscribe(over: Partial<ActionStep> = {}): ActionStep {
  const action = 'mailchimp.upsert-member';
  return {
    id: 'subscribe',
    kind: 'action',
    action,
    connection: 'mailchimp',
    input: INPUT,
    ...over,
  };
}

function setting(id: string, x: Mapping): Step {
  return { id, kind: 'set', fields: { x } };
}

describe('checking a draft', () => {
  it('finds nothing wrong with the flow people start from', () => {
    expect(messages(templateFlow())).toEqual([]);
  });

  it('finds a required field that is empty', () => {
    expect(messages(withSteps(subscribe({ input: { ...INPUT, list_id: '' } })))).toEqual([
      'error subscribe: Audience is required.',
    ]);
  });

  it('asks for the required fields of an object only once the object is used', () => {
    const merge = (fields: Mapping) => subscribe({ input: { ...INPUT, merge_fields: fields } });
    expect(messages(withSteps(merge({ LNAME: 'x' })))).toEqual([
      'error subscribe: First name is required.',
    ]);
    expect(messages(withSteps(subscribe()))).toEqual([]);
  });

  it('finds literals that are not what a field takes', () => {
    const input = { ...INPUT, age: 3.5, status_if_new: 'gone', merge_fields: 'x' };
    expect(messages(withSteps(subscribe({ input })))).toEqual([
      'error subscribe: Status does not have this choice.',
      'error subscribe: Merge fields takes named values.',
      'error subscribe: Age takes a whole number.',
    ]);
  });

  it('finds a connection that is missing, unknown or for another application', () => {
    const first = (connection: string | undefined) =>
      messages(withSteps(subscribe({ connection })))[0];
    expect(first(undefined)).toBe('error subscribe: Choose a Mailchimp connection.');
    expect(first('gone')).toBe('error subscribe: There is no connection "gone".');
    expect(first('woocommerce')).toBe('error subscribe: "woocommerce" is not for Mailchimp.');
  });

  it('finds a connector or action that is not there', () => {
    expect(messages(withSteps(subscribe({ action: 'fax.send' })))).toEqual([
      'error subscribe: There is no connector "fax".',
    ]);
    expect(messages(withSteps(subscribe({ action: 'mailchimp.fly' })))).toEqual([
      'error subscribe: Mailchimp has no action "mailchimp.fly".',
    ]);
  });

  it('warns of a path that the sample does not have, because the next event may', () => {
    const [message] = messages(withSteps(setting('a', { $path: '$.trigger.body.emial' })));
    expect(message).toMatch(/^warning a: x: There is nothing at \$\.trigger\.body\.emial/);
  });

  it('takes a path or template that cannot be read for an error', () => {
    expect(messages(withSteps(setting('a', { $path: '$.a[' })))[0]).toMatch(/^error a: x: /);
    expect(messages(withSteps(setting('a', { $template: '{{#if' })))[0]).toMatch(/^error a: x: /);
  });

  it('finds a mapping that uses a later, missing or its own step', () => {
    const at = (path: string) => ({ $path: path });
    expect(
      messages(
        withSteps(
          setting('a', at('$.steps.b.output.x')),
          setting('b', at('$["steps"]["gone"].output')),
          setting('c', { $template: '{{steps.c.output.x}}' }),
        ),
      ),
    ).toEqual([
      'error a: x: It uses the step "b", which comes later.',
      'error b: x: It uses the step "gone", which is not in this flow.',
      'error c: x: It uses the output of its own step.',
    ]);
  });

  it('judges a filter by its condition', () => {
    const filter = (when: Extract<Step, { kind: 'filter' }>['when']) =>
      messages(withSteps({ id: 'f', kind: 'filter', when }));
    expect(filter({ all: [] })).toEqual(['warning f: Nothing is compared: all events pass.']);
    const left = { $path: '$.steps.late.output' };
    expect(filter({ any: [{ not: { left, op: 'exists' } }] })).toEqual([
      'error f: It uses the step "late", which is not in this flow.',
    ]);
    const gone = { $path: '$.trigger.body.gone' };
    expect(filter({ left: gone, op: 'equals', right: 1 })[0]).toMatch(
      /^warning f: There is nothing/,
    );
    expect(filter({ left: gone, op: 'not_exists' })).toEqual([]);
  });

  it('warns when nothing is verified, and finds a signing secret that is not there', () => {
    const flow = templateFlow();
    const trigger = (verify: Extract<FlowDocument['trigger'], { kind: 'webhook' }>['verify']) =>
      messages({ ...flow, trigger: { kind: 'webhook', verify } })[0];
    expect(trigger(undefined)).toMatch(/^warning trigger: Nothing is verified/);
    const preset = 'woocommerce';
    expect(trigger({ preset, secret: { connection: 'gone', field: 'webhook_secret' } })).toBe(
      'error trigger: There is no connection "gone" to take the signing secret from.',
    );
    expect(trigger({ preset, secret: { connection: 'mailchimp', field: 'webhook_secret' } })).toBe(
      'error trigger: The connection "mailchimp" holds no signing secret yet.',
    );
    expect(messages({ ...flow, trigger: { kind: 'manual' } })).toEqual([]);
  });

  it('says that a flow without steps does nothing', () => {
    expect(messages(withSteps())).toEqual(['warning flow: This flow has no steps yet.']);
  });

  it('puts a fault of the document at the step it is in', () => {
    const bad = withSteps(setting('a', 1), { id: 'b', kind: 'set', name: '', fields: {} });
    expect(checkFlow(bad, facts(bad))[0]).toMatchObject({ place: 'b', severity: 'error' });
    expect(placeOf(bad, '/trigger/verify')).toBe('trigger');
    expect(placeOf(bad, '/name')).toBe('flow');
  });

  it('looks into branches and loops', () => {
    expect(messages(nestedFlow())).toEqual([]);
    const readsFrom = (path: string) => {
      const flow = nestedFlow();
      const step = setting('pick', { $path: path });
      return messages(replaceStep(flow, 'pick', step)).filter((text) => text.includes('pick'));
    };
    expect(readsFrom('$.item.sku')).toEqual([]);
    expect(readsFrom('$.item.gone')[0]).toMatch(/^warning pick: x: There is nothing at/);
    expect(readsFrom('$.steps.done.output')).toEqual([
      'error pick: x: It uses the step "done", which comes later.',
    ]);
    expect(readsFrom('$.steps.lines.output')).toEqual([
      'error pick: x: It uses the output of "lines", which it is inside of.',
    ]);
  });

  it('finds what reads a step inside a branch from outside of it', () => {
    const step = setting('done', { $path: '$.steps.mail.output' });
    expect(messages(replaceStep(nestedFlow(), 'done', step))).toEqual([
      'error done: x: It uses the step "mail", which is inside "size".',
    ]);
  });

  it('judges no mapping in a loop that has no items in the sample', () => {
    const body = { status: 'processing', total: '200', line_items: [] };
    const flow = nestedFlow();
    expect(messages(flow, { trigger: { ...ORDER, body } })).toEqual([]);
  });

  it('judges each kind of step', () => {
    const one = (step: Step) => messages(withSteps(step));
    const path = { name: 'big', when: { all: [] }, steps: [] };
    expect(one({ id: 'b', kind: 'branch', paths: [path], otherwise: [] })).toEqual([
      'warning b: Nothing is compared: "big" is always taken when it is reached.',
      'warning b: Nothing is inside this branch yet.',
    ]);
    const loop = (items: Mapping): Step => {
      return { id: 'l', kind: 'for-each', items, concurrency: 1, steps: [setting('x', 1)] };
    };
    expect(one(loop(''))).toEqual(['error l: Choose the list to go through.']);
    expect(one(loop({ $path: '$.trigger.body.status' }))).toEqual([
      'warning l: A loop goes through a list; here it is string.',
    ]);
    expect(one({ id: 'c', kind: 'call', flow: '' })).toContain('error c: Choose the flow to call.');
    expect(one({ id: 'd', kind: 'delay', until: { $path: '$.trigger.body.gone' } })[0]).toMatch(
      /^warning d: Until: There is nothing/,
    );
  });

  it('says when an answer and the reply of the trigger do not go together', () => {
    const answer: Step = { id: 'a', kind: 'respond', status: 200, headers: {} };
    expect(messages(withSteps(answer))).toEqual([
      'warning a: Nobody gets this answer: set the reply of the trigger to "The flow answers".',
    ]);
    const flow = templateFlow();
    const trigger = { ...flow.trigger, kind: 'webhook', reply: { mode: 'respond' } } as const;
    expect(messages({ ...flow, trigger, steps: [answer] })).toEqual([]);
    expect(messages({ ...flow, trigger })).toEqual([
      'warning trigger: The flow is to answer the sender, but has no Answer step.',
    ]);
  });

  it('puts a fault inside a branch at the step it is in', () => {
    const flow = nestedFlow();
    expect(placeOf(flow, '/steps/0/paths/0/steps/1/steps/0/fields/sku')).toBe('pick');
    expect(placeOf(flow, '/steps/0/paths/1/name')).toBe('size');
    expect(placeOf(flow, '/steps/10')).toBe('flow');
  });

  it('does not judge what is not known yet', () => {
    const flow = withSteps(subscribe({ connection: 'gone' }));
    const unknown = { catalogue: undefined, connections: undefined, trigger: undefined };
    expect(messages(flow, unknown)).toEqual([]);
  });
});
