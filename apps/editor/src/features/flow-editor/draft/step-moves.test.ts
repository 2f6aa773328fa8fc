import { moveStep, walkSteps, type FlowDocument } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, nestedFlow } from '../testing.ts';
import { sequenceName } from '../graph/sequence-names.ts';
import { endOf, neighbourPlace, otherSequences } from './step-moves.ts';

function moved(id: string, by: -1 | 1, flow: FlowDocument = nestedFlow()): string | undefined {
  const place = neighbourPlace(flow, id, by);
  if (place === undefined) return undefined;
  return walkSteps(moveStep(flow, id, place))
    .map((step) => step.id)
    .join(' ');
}

describe('a step that moves up or down', () => {
  it('changes places with its neighbour, which keeps what is in it', () => {
    expect(moved('mail', 1)).toBe('size lines pick mail enough done');
    expect(moved('lines', -1)).toBe('size lines pick mail enough done');
    expect(moved('done', -1)).toBe('done size mail lines pick enough');
  });

  it('leaves its branch or loop at the end', () => {
    expect(moved('pick', -1)).toBe('size mail pick lines enough done');
    expect(moved('pick', 1)).toBe('size mail lines pick enough done');
    expect(neighbourPlace(nestedFlow(), 'pick', 1)).toEqual({
      after: 'lines',
      in: { step: 'size', sequence: 0 },
    });
    expect(moved('mail', -1)).toBe('mail size lines pick enough done');
  });

  it('stays at the start and the end of the flow', () => {
    expect(moved('size', -1)).toBeUndefined();
    expect(moved('done', 1)).toBeUndefined();
    expect(moved('lost', 1)).toBeUndefined();
  });
});

describe('the other sequences a step can go to', () => {
  const names = (id: string) =>
    otherSequences(nestedFlow(), id).map((address) =>
      sequenceName(nestedFlow(), address, CATALOGUE),
    );

  it('are all but its own and those inside it', () => {
    expect(names('done')).toEqual([
      'How big?: big order',
      'How big?: small order',
      'How big?: otherwise',
      'For each',
    ]);
    expect(names('lines')).toEqual([undefined, 'How big?: small order', 'How big?: otherwise']);
    expect(names('size')).toEqual([]);
  });

  it('are joined at their end', () => {
    const flow = nestedFlow();
    expect(endOf(flow, undefined).after).toBe('done');
    expect(endOf(flow, { step: 'size', sequence: 1 }).after).toBeNull();
    expect(endOf(flow, { step: 'lines', sequence: 'steps' }).after).toBe('pick');
  });
});
