import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addStep,
  duplicateStep,
  freeStepId,
  moveStep,
  parseFlowDocument,
  referencesTo,
  removeStep,
  renameStepId,
  replaceStep,
  setName,
  setTrigger,
  stepIdSchema,
  type FlowDocument,
  type Mapping,
} from '../index.ts';

const IDS = ['a', 'b', 'ab', 'a_2', '_x', 'steps', 'output'];
const anId = fc.constantFrom(...IDS);

const aMapping = fc.letrec<{ mapping: Mapping }>((tie) => ({
  mapping: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Mapping>(null, 1, '$.steps.a', '{{steps.a}}', { $literal: '{{steps.a}}' }),
    anId.map((id): Mapping => ({ $path: `$.steps.${id}.output` })),
    anId.map((id): Mapping => ({ $path: `$["steps"]['${id}']` })),
    fc.tuple(anId, anId).map(([one, two]): Mapping => ({
      $template: `steps.${one} {{steps.${one}.x}}{{#if @root.steps.${two}}}"steps.a"{{/if}}`,
    })),
    fc.array(tie('mapping'), { maxLength: 2 }),
    fc.dictionary(anId, tie('mapping'), { maxKeys: 2 }),
  ),
})).mapping;

const aStep = fc.oneof(
  fc.record({ id: anId, kind: fc.constant('set'), fields: fc.record({ f: aMapping }) }),
  fc.record({
    id: anId,
    kind: fc.constant('action'),
    action: fc.constant('http.request'),
    input: fc.record({ url: aMapping }),
  }),
  fc.record({
    id: anId,
    kind: fc.constant('filter'),
    when: fc
      .tuple(aMapping, aMapping)
      .map(([left, right]) => ({ any: [{ not: { left, op: 'equals', right } }] })),
  }),
);

/** A valid document, frozen all the way down, so that an edit that mutates it throws. */
const aDocument = fc
  .uniqueArray(aStep, { minLength: 1, maxLength: 6, selector: ({ id }) => id })
  .map((steps) => {
    const parsed = parseFlowDocument({
      millrace: 1,
      name: 'A',
      trigger: { kind: 'manual' },
      steps,
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    return deepFreeze(parsed.document);
  });

/** A document and the id of one of its steps. */
const aPlace = aDocument.chain((document) =>
  fc.record({
    document: fc.constant(document),
    id: fc.constantFrom(...document.steps.map((step) => step.id)),
    after: fc.constantFrom(null, ...document.steps.map((step) => step.id)),
  }),
);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

function before(document: FlowDocument, id: string): string | null {
  const index = document.steps.findIndex((step) => step.id === id);
  return document.steps[index - 1]?.id ?? null;
}

describe('edits', () => {
  it('never change the document they are given, and give a good one', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, after }) => {
        const text = JSON.stringify(document);
        const [step] = document.steps;
        const edited = [
          addStep(document, { ...step!, id: 'fresh' }, { after }),
          moveStep(document, id, { after }),
          removeStep(document, id),
          replaceStep(document, id, { ...step!, id }),
          duplicateStep(document, id),
          renameStepId(document, id, 'fresh'),
          setName(document, 'B'),
          setTrigger(document, { kind: 'webhook' }),
        ];
        for (const one of edited)
          expect(parseFlowDocument(one)).toEqual({ ok: true, document: one });
        expect(JSON.stringify(document)).toBe(text);
      }),
    );
  });

  it('that move a step and move it back change nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, after }) => {
        const moved = moveStep(document, id, { after });
        expect(moveStep(moved, id, { after: before(document, id) })).toEqual(document);
      }),
    );
  });

  it('that move a step put it where it was asked', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, after }) => {
        fc.pre(after !== id);
        expect(before(moveStep(document, id, { after }), id)).toBe(after);
      }),
    );
  });

  it('that add a step and remove it change nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, after }) => {
        const added = addStep(document, { ...document.steps[0]!, id: 'fresh' }, { after });
        expect(removeStep(added, 'fresh')).toEqual(document);
      }),
    );
  });

  it('that copy a step and remove the copy change nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        const copy = freeStepId(document, id);
        expect(removeStep(duplicateStep(document, id), copy)).toEqual(document);
      }),
    );
  });
});

describe('a rename', () => {
  it('there and back changes nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        expect(renameStepId(renameStepId(document, id, 'fresh'), 'fresh', id)).toEqual(document);
      }),
    );
  });

  it('takes every reference along and no other', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        const renamed = renameStepId(document, id, 'fresh');
        expect(referencesTo(renamed, id)).toEqual([]);
        expect(referencesTo(renamed, 'fresh')).toEqual(referencesTo(document, id));
        for (const other of IDS.filter((one) => one !== id)) {
          expect(referencesTo(renamed, other)).toEqual(referencesTo(document, other));
        }
      }),
    );
  });
});

describe('a made id', () => {
  it('is always a free step id, whatever the label', () => {
    const label = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 55, maxLength: 90 }),
      anId,
    );
    fc.assert(
      fc.property(aDocument, label, (document, text) => {
        const id = freeStepId(document, text);
        expect(stepIdSchema.safeParse(id).success).toBe(true);
        expect(document.steps.map((step) => step.id)).not.toContain(id);
      }),
    );
  });
});
