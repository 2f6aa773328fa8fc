import type { ActionStep, FlowDocument, Step } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CONNECTIONS, nestedFlow, templateFlow } from '../testing.ts';
import { bySeverity, countAt } from './check.ts';
import { checkDraft, placeOf, type CheckFacts } from './check-draft.ts';

const FACTS: CheckFacts = { catalogue: CATALOGUE, connections: CONNECTIONS };

function messages(document: FlowDocument, facts: CheckFacts = FACTS) {
  return checkDraft(document, facts).map(
    (check) => `${check.severity} ${check.place}: ${check.message}`,
  );
}

function withSteps(...steps: Step[]): FlowDocument {
  return { ...templateFlow(), steps };
}

function subscribe(over: Partial<ActionStep> = {}): ActionStep {
  const action = 'mailchimp.upsert-member';
  return { id: 'subscribe', kind: 'action', action, connection: 'mailchimp', input: {}, ...over };
}

const setting = (id: string): Step => ({ id, kind: 'set', fields: { x: 1 } });

describe('checking a draft', () => {
  it('finds nothing wrong with the flow people start from', () => {
    expect(messages(templateFlow())).toEqual([]);
    expect(messages(nestedFlow())).toEqual([]);
  });

  it('finds a connection that is missing, unknown or for another application', () => {
    const first = (connection: string | undefined) =>
      messages(withSteps(subscribe({ connection })))[0];
    expect(first(undefined)).toBe('error subscribe: Choose a Mailchimp connection.');
    expect(first('gone')).toBe('error subscribe: There is no connection "gone".');
    expect(first('woocommerce')).toBe('error subscribe: "woocommerce" is not for Mailchimp.');
    expect(messages(withSteps(subscribe({ action: 'fax.send' })))).toEqual([]);
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
    const bad = withSteps(setting('a'), { id: 'b', kind: 'set', name: '', fields: {} });
    expect(checkDraft(bad, FACTS)[0]).toMatchObject({ place: 'b', severity: 'error' });
    expect(placeOf(bad, '/trigger/verify')).toBe('trigger');
    expect(placeOf(bad, '/name')).toBe('flow');
  });

  it('puts a fault inside a branch at the step it is in', () => {
    const flow = nestedFlow();
    expect(placeOf(flow, '/steps/0/paths/0/steps/1/steps/0/fields/sku')).toBe('pick');
    expect(placeOf(flow, '/steps/0/paths/1/name')).toBe('size');
    expect(placeOf(flow, '/steps/10')).toBe('flow');
  });

  it('finds branches and loops with nothing in them, and calls of no flow', () => {
    const one = (step: Step) => messages(withSteps(step));
    const path = { name: 'big', when: { all: [] }, steps: [] };
    expect(one({ id: 'b', kind: 'branch', paths: [path], otherwise: [] })).toEqual([
      'warning b: Nothing is inside this branch yet.',
    ]);
    expect(
      one({ id: 'l', kind: 'for-each', items: [], concurrency: 1, steps: [setting('x')] }),
    ).toEqual([]);
    expect(one({ id: 'c', kind: 'call', flow: '' })).toContain('error c: Choose the flow to call.');
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

  it('does not judge what is not known yet', () => {
    const flow = withSteps(subscribe({ connection: 'gone' }));
    expect(messages(flow, { catalogue: undefined, connections: undefined })).toEqual([]);
  });
});

describe('checks of a place', () => {
  const check = (severity: 'error' | 'warning' | 'info', message: string) => {
    return { place: 'a', severity, message };
  };

  it('come with errors first, and count what is wrong', () => {
    const checks = [check('info', 'x'), check('warning', 'y'), check('error', 'z')];
    expect(bySeverity(checks).map(({ message }) => message)).toEqual(['z', 'y', 'x']);
    expect(countAt(checks, 'a')).toEqual({ count: 2, severity: 'error' });
    expect(countAt([check('info', 'x')], 'a')).toEqual({ count: 0, severity: undefined });
  });
});
