import { describe, expect, it } from 'vitest';
import {
  addStep,
  availableSteps,
  connectionsUsed,
  connectorsUsed,
  duplicateStep,
  findStep,
  freeStepId,
  isSameSequence,
  moveStep,
  parseFlowDocument,
  placedSteps,
  removeStep,
  renameStepId,
  replaceStep,
  requireFlowDocument,
  sequenceAt,
  type FlowDocument,
  type Step,
} from '../index.ts';

const EXTRA: Step = { id: 'extra', kind: 'set', fields: {} };

/** first, size { big: big_mail, lines { add, note }; small: –; otherwise: other }, last */
const flow: FlowDocument = requireFlowDocument({
  millrace: 1,
  name: 'A',
  trigger: { kind: 'manual' },
  steps: [
    { id: 'first', kind: 'set', fields: {} },
    {
      id: 'size',
      kind: 'branch',
      paths: [
        {
          name: 'big',
          when: { all: [] },
          steps: [
            { id: 'big_mail', kind: 'action', action: 'mail.send', connection: 'mail' },
            {
              id: 'lines',
              kind: 'for-each',
              items: { $path: '$.steps.big_mail.output' },
              steps: [
                { id: 'add', kind: 'set', fields: { a: { $path: '$.item' } } },
                { id: 'note', kind: 'set', fields: { b: { $template: '{{steps.add.output.a}}' } } },
              ],
            },
          ],
        },
        { name: 'small', when: { all: [] }, steps: [] },
      ],
      otherwise: [{ id: 'other', kind: 'set', fields: { c: { $path: '$.steps.first.output' } } }],
    },
    { id: 'last', kind: 'set', fields: {} },
  ],
});

/** The ids of a flow with what is inside in brackets, part by part. */
function outline(document: FlowDocument): string {
  const of = (steps: readonly Step[]): string => steps.map(one).join(' ');
  const one = (step: Step): string => {
    if (step.kind === 'for-each') return `${step.id}[${of(step.steps)}]`;
    if (step.kind !== 'branch') return step.id;
    const parts = [...step.paths.map(({ steps }) => of(steps)), of(step.otherwise)];
    return `${step.id}[${parts.join(' | ')}]`;
  };
  return of(document.steps);
}

it('the flow of these tests', () => {
  expect(outline(flow)).toBe('first size[big_mail lines[add note] |  | other] last');
});

describe('a new step inside a branch or loop', () => {
  it.each([
    [{ after: null }, 'extra first size[big_mail lines[add note] |  | other] last'],
    [{ after: 'size' }, 'first size[big_mail lines[add note] |  | other] extra last'],
    [{ after: 'big_mail' }, 'first size[big_mail extra lines[add note] |  | other] last'],
    [{ after: 'add' }, 'first size[big_mail lines[add extra note] |  | other] last'],
    [at('size', 0), 'first size[extra big_mail lines[add note] |  | other] last'],
    [at('size', 1), 'first size[big_mail lines[add note] | extra | other] last'],
    [at('size', 'otherwise'), 'first size[big_mail lines[add note] |  | extra other] last'],
    [at('lines', 'steps'), 'first size[big_mail lines[extra add note] |  | other] last'],
    [
      { after: 'note', in: { step: 'lines', sequence: 'steps' as const } },
      'first size[big_mail lines[add note extra] |  | other] last',
    ],
  ])('at %j', (place, expected) => {
    const edited = addStep(flow, EXTRA, place);
    expect(outline(edited)).toBe(expected);
    expect(outline(removeStep(edited, 'extra'))).toBe(outline(flow));
  });

  it.each([
    [at('size', 2), '"size" has no such part'],
    [at('size', 'steps'), '"size" has no such part'],
    [at('lines', 'otherwise'), '"lines" has no such part'],
    [at('first', 'steps'), '"first" has no such part'],
    [
      { after: 'other', in: { step: 'size', sequence: 0 } },
      '"other" is not in that part of "size"',
    ],
  ])('not at %j', (place, reason) => {
    expect(() => addStep(flow, EXTRA, place)).toThrow(refusal(reason));
  });

  it('and the step it goes into must be there', () => {
    expect(() => addStep(flow, EXTRA, at('lost', 0))).toThrow(/no step "lost"/);
  });

  it('has ids of its own, all the way down', () => {
    const loop = (id: string, ...steps: Step[]): Step => ({
      id,
      kind: 'for-each',
      items: [],
      concurrency: 1,
      steps,
    });
    const taken = refusal('the id "note" is taken');
    expect(() => addStep(flow, { ...EXTRA, id: 'note' }, { after: null })).toThrow(taken);
    expect(() => addStep(flow, loop('l', { ...EXTRA, id: 'note' }), { after: null })).toThrow(
      taken,
    );
    expect(() => addStep(flow, loop('l', EXTRA, EXTRA), { after: null })).toThrow(
      refusal('the id "extra" is taken'),
    );
    expect(() => replaceStep(flow, 'last', loop('last', { ...EXTRA, id: 'last' }))).toThrow(
      refusal('the id "last" is taken'),
    );
  });
});

describe('a step that moves', () => {
  it.each([
    ['other', { after: 'add' }, 'first size[big_mail lines[add other note] |  | ] last'],
    ['add', { after: null }, 'add first size[big_mail lines[note] |  | other] last'],
    ['lines', { after: 'last' }, 'first size[big_mail |  | other] last lines[add note]'],
    ['lines', at('size', 1), 'first size[big_mail | lines[add note] | other] last'],
    ['size', { after: null }, 'size[big_mail lines[add note] |  | other] first last'],
    ['lines', { after: 'lines' }, 'first size[big_mail lines[add note] |  | other] last'],
  ])('%s to %j takes what is inside along', (id, place, expected) => {
    expect(outline(moveStep(flow, id, place))).toBe(expected);
  });

  it.each([
    ['size', { after: 'big_mail' }],
    ['size', { after: 'note' }],
    ['size', at('size', 1)],
    ['size', at('lines', 'steps')],
    ['lines', { after: 'add' }],
    ['lines', at('lines', 'steps')],
  ])('%s cannot go inside itself: %j', (id, place) => {
    expect(() => moveStep(flow, id, place)).toThrow(refusal(`"${id}" cannot go inside itself`));
  });
});

describe('a step inside a branch or loop', () => {
  it('is removed, and a branch with all that is in it', () => {
    expect(outline(removeStep(flow, 'add'))).toBe(
      'first size[big_mail lines[note] |  | other] last',
    );
    expect(outline(removeStep(flow, 'size'))).toBe('first last');
  });

  it('is replaced where it stands', () => {
    const step: Step = { ...EXTRA, id: 'add', fields: { a: 2 } };
    expect(findStep(replaceStep(flow, 'add', step), 'add')).toEqual(step);
    expect(outline(replaceStep(flow, 'add', step))).toBe(outline(flow));
  });

  it('takes a new id along to where it is read', () => {
    const after = renameStepId(flow, 'add', 'sum');
    expect(findStep(after, 'note')).toMatchObject({
      fields: { b: { $template: '{{steps.sum.output.a}}' } },
    });
    expect(() => renameStepId(flow, 'first', 'note')).toThrow(refusal('the id "note" is taken'));
  });

  it('counts for what a flow uses and for ids that are taken', () => {
    expect(connectionsUsed(flow)).toEqual(['mail']);
    expect(connectorsUsed(flow)).toEqual(['mail']);
    expect(freeStepId(flow, 'Note')).toBe('note_2');
  });
});

describe('a copied branch', () => {
  const copied = duplicateStep(flow, 'size');

  it('has free ids throughout and stands behind the one it is a copy of', () => {
    expect(outline(copied)).toBe(
      'first size[big_mail lines[add note] |  | other] size_2[big_mail_2 lines_2[add_2 note_2] |  | other_2] last',
    );
    expect(parseFlowDocument(copied)).toMatchObject({ ok: true });
  });

  it('reads its own steps, and the same steps as before outside of it', () => {
    expect(findStep(copied, 'lines_2')).toMatchObject({
      items: { $path: '$.steps.big_mail_2.output' },
    });
    expect(findStep(copied, 'note_2')).toMatchObject({
      fields: { b: { $template: '{{steps.add_2.output.a}}' } },
    });
    expect(findStep(copied, 'other_2')).toMatchObject({
      fields: { c: { $path: '$.steps.first.output' } },
    });
  });

  it('leaves the one it is a copy of as it was', () => {
    expect(removeStep(copied, 'size_2')).toEqual(flow);
    expect(outline(duplicateStep(flow, 'add'))).toBe(
      'first size[big_mail lines[add add_2 note] |  | other] last',
    );
  });
});

describe('the steps a step can read', () => {
  it.each([
    ['first', ''],
    ['size', 'first'],
    ['big_mail', 'first'],
    ['lines', 'first big_mail'],
    ['add', 'first big_mail'],
    ['note', 'first big_mail add'],
    ['other', 'first'],
    ['last', 'first size'],
    ['not_added_yet', 'first size last'],
  ])('at "%s" are "%s"', (id, expected) => {
    expect(
      availableSteps(flow, id)
        .map((step) => step.id)
        .join(' '),
    ).toBe(expected);
  });
});

describe('the place of a step', () => {
  it('says what is before it, what it is in, and where in the document', () => {
    const place = placedSteps(flow).find(({ step }) => step.id === 'note');
    expect(place).toMatchObject({
      after: 'add',
      in: { step: 'lines', sequence: 'steps' },
      path: ['steps', 1, 'paths', 0, 'steps', 1, 'steps', 1],
    });
    expect(place?.inside.map(({ id }) => id)).toEqual(['size', 'lines']);
    expect(placedSteps(flow)[0]).toMatchObject({ after: null, in: undefined, inside: [] });
  });

  it('has an address that gives its sequence', () => {
    expect(sequenceAt(flow, undefined)).toBe(flow.steps);
    expect(sequenceAt(flow, { step: 'size', sequence: 1 })).toEqual([]);
    expect(sequenceAt(flow, { step: 'size', sequence: 2 })).toBeUndefined();
    expect(sequenceAt(flow, { step: 'lost', sequence: 0 })).toBeUndefined();
    expect(isSameSequence(undefined, undefined)).toBe(true);
    expect(isSameSequence(undefined, { step: 'size', sequence: 1 })).toBe(false);
    expect(isSameSequence({ step: 'size', sequence: 0 }, { step: 'size', sequence: 1 })).toBe(
      false,
    );
  });
});

function at(step: string, sequence: number | 'otherwise' | 'steps') {
  return { after: null, in: { step, sequence } };
}

function refusal(reason: string): Error {
  const message = `The step cannot be changed like this: ${reason}.`;
  return expect.objectContaining({ code: 'STEP_EDIT_REFUSED', message }) as Error;
}
