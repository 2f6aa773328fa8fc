import { describe, expect, it } from 'vitest';
import {
  freeStepId,
  parseFlowDocument,
  requireFlowDocument,
  requireStoredDocument,
} from '../index.ts';

const SET = { id: 'member', kind: 'set', fields: { email: { $path: '$.trigger.body.email' } } };
const FLOW = { millrace: 1, name: 'New order', trigger: { kind: 'webhook' }, steps: [SET] };

const withStep = (step: unknown): object => ({ ...FLOW, steps: [step] });
const withTrigger = (trigger: unknown): object => ({ ...FLOW, trigger });

describe('a step with a name of Millrace itself', () => {
  it.each(['trigger', 'flow', 'steps', 'run', 'item', 'index', 'connection', 'event'])(
    '%s is refused, and read where it was kept before',
    (id) => {
      const inner = { ...SET, id };
      const loop = { id: 'each', kind: 'for-each', items: [1], steps: [inner] };
      expect(parseFlowDocument(withStep(loop))).toEqual({
        ok: false,
        faults: [
          {
            path: '/steps/0/steps/0/id',
            message: `"${id}" is a name of Millrace's own: give the step another id.`,
          },
        ],
      });
      expect(requireStoredDocument(withStep(inner)).steps[0]?.id).toBe(id);
    },
  );

  it('is not made of a label either', () => {
    expect(freeStepId(requireFlowDocument(FLOW), 'Run')).toBe('run_2');
  });
});

describe('who may call a trigger URL from a page', () => {
  const cors = (...origins: string[]) => withTrigger({ kind: 'webhook', cors: { origins } });

  it.each([['*'], ['https://shop.example'], ['http://localhost:5173']])('may be %s', (origin) => {
    expect(parseFlowDocument(cors(origin)).ok).toBe(true);
  });

  it.each([
    ['a path', ['https://shop.example/']],
    ['no scheme', ['shop.example']],
    ['a pattern', ['https://*.example']],
    ['nobody', []],
    ['all and one', ['*', 'https://a.example']],
  ])('may not be %s', (_, origins) => {
    expect(parseFlowDocument(cors(...origins)).ok).toBe(false);
  });
});

describe('a trigger that splits a delivery', () => {
  it('holds a mapping', () => {
    const split = (mapping: unknown) => withTrigger({ kind: 'webhook', split: mapping });
    expect(parseFlowDocument(split({ $path: '$.trigger.body.events' })).ok).toBe(true);
    expect(parseFlowDocument(split({ $pth: '$' })).ok).toBe(false);
  });
});
