import { parseFlowDocument } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CONNECTIONS, templateFlow } from '../testing.ts';
import { newStep } from './new-step.ts';

describe('a new step', () => {
  it('has the defaults of its action and the only connection there is for it', () => {
    const step = newStep('mailchimp.upsert-member', templateFlow(), CATALOGUE, CONNECTIONS);
    expect(step).toEqual({
      id: 'upsert_member',
      kind: 'action',
      action: 'mailchimp.upsert-member',
      connection: 'mailchimp',
      input: { status_if_new: 'subscribed' },
    });
  });

  it('chooses no connection when there are several or none', () => {
    const [first] = CONNECTIONS.filter((one) => one.connector === 'mailchimp');
    const two = [...CONNECTIONS, { ...first!, name: 'other' }];
    for (const connections of [two, []]) {
      const step = newStep('mailchimp.add-tags', templateFlow(), CATALOGUE, connections);
      expect(step).not.toHaveProperty('connection');
    }
  });

  it.each(['set', 'filter', 'branch', 'for-each', 'delay', 'respond', 'stop', 'call'])(
    'of the kind %s is known, and only its own fields are open',
    (kind) => {
      const flow = templateFlow();
      const step = newStep(kind, flow, CATALOGUE, CONNECTIONS);
      expect(step.kind).toBe(kind);
      const parsed = parseFlowDocument({ ...flow, steps: [step] });
      const open = parsed.ok ? [] : parsed.faults.map(({ path }) => path);
      expect(open).toEqual(kind === 'call' ? ['/steps/0/flow'] : []);
    },
  );

  it('gets an id that no other step has', () => {
    const flow = templateFlow();
    const first = newStep('filter', flow, CATALOGUE, []);
    const second = newStep('filter', { ...flow, steps: [first] }, CATALOGUE, []);
    expect(first.id).toBe('filter');
    expect(second.id).not.toBe(first.id);
  });
});
