import { beforeEach, describe, expect, it } from 'vitest';
import {
  addStep,
  availableSteps,
  connectionsUsed,
  connectorsUsed,
  duplicateStep,
  freeStepId,
  moveStep,
  removeStep,
  renameStepId,
  replaceStep,
  requireFlowDocument,
  setName,
  setTrigger,
  stepIdSchema,
  type FlowDocument,
  type Step,
} from '../index.ts';

const EXTRA: Step = { id: 'extra', kind: 'set', fields: {} };

function ids(document: FlowDocument): string[] {
  return document.steps.map(({ id }) => id);
}

let flow: FlowDocument;
beforeEach(() => {
  flow = requireFlowDocument({
    millrace: 1,
    name: 'A',
    trigger: {
      kind: 'webhook',
      source: 'woocommerce.order-created',
      verify: { preset: 'woocommerce', secret: { connection: 'shop', field: 'secret' } },
    },
    steps: [
      { id: 'first', kind: 'set', fields: { a: 1 } },
      {
        id: 'second',
        kind: 'action',
        action: 'mailchimp.upsert-member',
        connection: 'mail',
        input: { email: { $path: '$.steps.first.output.a' } },
      },
      { id: 'third', kind: 'filter', when: { all: [] } },
    ],
  });
});

describe('a new step', () => {
  it('goes to the start or behind another', () => {
    expect(ids(addStep(flow, EXTRA, { after: null }))).toEqual([
      'extra',
      'first',
      'second',
      'third',
    ]);
    expect(ids(addStep(flow, EXTRA, { after: 'first' }))).toEqual([
      'first',
      'extra',
      'second',
      'third',
    ]);
    expect(ids(addStep(flow, EXTRA, { after: 'third' }))).toEqual([
      'first',
      'second',
      'third',
      'extra',
    ]);
  });

  it('needs an id of its own', () => {
    expect(() => addStep(flow, { ...EXTRA, id: 'third' }, { after: null })).toThrow(
      refusal('The step cannot be changed like this: the id "third" is taken.'),
    );
  });

  it('cannot go behind one that is not there', () => {
    expect(() => addStep(flow, EXTRA, { after: 'lost' })).toThrow(notFound('lost'));
  });
});

describe('a moved step', () => {
  it('goes to the start, the end, or stays', () => {
    expect(ids(moveStep(flow, 'third', { after: null }))).toEqual(['third', 'first', 'second']);
    expect(ids(moveStep(flow, 'first', { after: 'third' }))).toEqual(['second', 'third', 'first']);
    expect(moveStep(flow, 'second', { after: 'second' })).toEqual(flow);
    expect(moveStep(flow, 'second', { after: 'first' })).toEqual(flow);
  });

  it('may go before one it reads', () => {
    expect(ids(moveStep(flow, 'second', { after: null }))).toEqual(['second', 'first', 'third']);
  });

  it('and the one it goes behind must be there', () => {
    expect(() => moveStep(flow, 'lost', { after: null })).toThrow(notFound('lost'));
    expect(() => moveStep(flow, 'first', { after: 'lost' })).toThrow(notFound('lost'));
  });
});

describe('a removed step', () => {
  it('is gone', () => {
    expect(ids(removeStep(flow, 'second'))).toEqual(['first', 'third']);
  });

  it('must be there', () => {
    expect(() => removeStep(flow, 'lost')).toThrow(notFound('lost'));
  });
});

describe('a replaced step', () => {
  it('leaves its place to the other', () => {
    const step: Step = { ...EXTRA, id: 'second' };
    expect(replaceStep(flow, 'second', step).steps).toEqual([flow.steps[0], step, flow.steps[2]]);
  });

  it('keeps its id', () => {
    expect(() => replaceStep(flow, 'second', EXTRA)).toThrow(
      refusal(
        'The step cannot be changed like this: a replaced step keeps its id; rename it for another.',
      ),
    );
    expect(() => replaceStep(flow, 'extra', EXTRA)).toThrow(notFound('extra'));
  });
});

describe('a copied step', () => {
  it('stands behind the one it is a copy of, under a free id', () => {
    const once = duplicateStep(flow, 'second');
    expect(ids(once)).toEqual(['first', 'second', 'second_2', 'third']);
    expect(once.steps[2]).toEqual({ ...flow.steps[1], id: 'second_2' });
    expect(ids(duplicateStep(once, 'second_2'))).toEqual([
      'first',
      'second',
      'second_2',
      'second_3',
      'third',
    ]);
  });

  it('must be there', () => {
    expect(() => duplicateStep(flow, 'lost')).toThrow(notFound('lost'));
  });
});

describe('a renamed step', () => {
  it('is read under its new id', () => {
    const after = renameStepId(flow, 'first', 'buyer');
    expect(ids(after)).toEqual(['buyer', 'second', 'third']);
    expect(after.steps[1]).toMatchObject({ input: { email: { $path: '$.steps.buyer.output.a' } } });
  });

  it('may keep its id', () => {
    expect(renameStepId(flow, 'first', 'first')).toEqual(flow);
  });

  it('can be renamed while the draft is not complete', () => {
    expect(ids(renameStepId({ ...flow, name: '' }, 'first', 'buyer'))[0]).toBe('buyer');
  });

  it('must be there', () => {
    expect(() => renameStepId(flow, 'lost', 'found')).toThrow(notFound('lost'));
  });

  it.each([
    ['third', 'the id "third" is taken'],
    ['a b', '"a b" is not a step id'],
    ['', '"" is not a step id'],
  ])('cannot be called "%s"', (id, reason) => {
    expect(() => renameStepId(flow, 'first', id)).toThrow(
      refusal(`The step cannot be changed like this: ${reason}.`),
    );
  });
});

describe('a flow', () => {
  it('takes another name and another trigger', () => {
    expect(setName(flow, 'B')).toEqual({ ...flow, name: 'B' });
    expect(setTrigger(flow, { kind: 'manual' })).toEqual({ ...flow, trigger: { kind: 'manual' } });
  });
});

describe('an id made of a label', () => {
  it.each([
    ['Add to audience', 'add_to_audience'],
    ['  --Résumé (v2)! ', 'resume_v2'],
    ['first', 'first_2'],
    ['First_7', 'first_2'],
    ['2nd call', 'step_2nd_call'],
    ['顧客', 'step'],
    ['', 'step'],
    ['x'.repeat(80), 'x'.repeat(60)],
    [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
  ])('from "%s" is %s', (label, id) => {
    expect(freeStepId(flow, label)).toBe(id);
    expect(stepIdSchema.safeParse(id).success).toBe(true);
  });

  it('counts on while ids are taken', () => {
    const twice = duplicateStep(duplicateStep(flow, 'first'), 'first');
    expect(freeStepId(twice, 'First')).toBe('first_4');
  });
});

describe('what a flow uses', () => {
  it('names each connection once, the one of the signing secret first', () => {
    expect(connectionsUsed(duplicateStep(flow, 'second'))).toEqual(['shop', 'mail']);
    expect(connectionsUsed(setTrigger(flow, { kind: 'manual' }))).toEqual(['mail']);
    expect(connectionsUsed(setTrigger(flow, { kind: 'webhook' }))).toEqual(['mail']);
  });

  it('names the account that a webhook is made with', () => {
    const source = 'github.event';
    const made = setTrigger(flow, { kind: 'webhook', source, connection: 'code', input: {} });
    expect(connectionsUsed(made)).toEqual(['code', 'mail']);
  });

  it('names no connection for an action that needs none', () => {
    const call: Step = { id: 'call', kind: 'action', action: 'http.request', input: {} };
    expect(connectionsUsed(addStep(flow, call, { after: null }))).toEqual(['shop', 'mail']);
    expect(connectorsUsed(addStep(flow, call, { after: null }))).toEqual([
      'woocommerce',
      'http',
      'mailchimp',
    ]);
  });

  it('names each connector once, the one of the trigger first', () => {
    expect(connectorsUsed(duplicateStep(flow, 'second'))).toEqual(['woocommerce', 'mailchimp']);
    expect(connectorsUsed(setTrigger(flow, { kind: 'manual' }))).toEqual(['mailchimp']);
  });

  it('takes the connector of the signature when the trigger names no source', () => {
    const verify = { preset: 'shopify', secret: { connection: 'shop', field: 'secret' } };
    expect(connectorsUsed(setTrigger(flow, { kind: 'webhook', verify }))).toEqual([
      'shopify',
      'mailchimp',
    ]);
  });
});

describe('the steps a step can read', () => {
  it.each([
    ['first', []],
    ['third', ['first', 'second']],
    ['not_added_yet', ['first', 'second', 'third']],
  ])('at "%s" are %j', (id, expected) => {
    expect(availableSteps(flow, id).map((step) => step.id)).toEqual(expected);
  });
});

function refusal(message: string): Error {
  return expect.objectContaining({ code: 'STEP_EDIT_REFUSED', message }) as Error;
}

function notFound(id: string): Error {
  return expect.objectContaining({
    code: 'STEP_NOT_FOUND',
    message: `The flow has no step "${id}".`,
  }) as Error;
}
