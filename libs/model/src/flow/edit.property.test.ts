import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addStep,
  availableSteps,
  duplicateStep,
  freeStepId,
  moveStep,
  parseFlowDocument,
  placedSteps,
  referencesTo,
  removeStep,
  renameStepId,
  replaceStep,
  sequencesOf,
  setName,
  setTrigger,
  stepIdSchema,
  walkSteps,
  type Condition,
  type FlowDocument,
  type Mapping,
  type Step,
  type StepPlace,
} from '../index.ts';

const IDS = ['a', 'b', 'ab', 'a_2', '_x', 'steps_of', 'output'];
/** For the steps mappings never read. */
const MORE_IDS = Array.from({ length: 400 }, (_, number) => `n${number}`);
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

const aCondition = fc
  .tuple(aMapping, aMapping)
  .map(([left, right]): Condition => ({ any: [{ not: { left, op: 'equals', right } }] }));

type Raw = Record<string, unknown>;

/** A step under an id that every other step has too; {@link numbered} tells them apart. */
const aStep = fc.letrec<{ step: Raw; sequence: Raw[] }>((tie) => ({
  sequence: fc.array(tie('step'), { maxLength: 2, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'steps' },
    fc.record({ kind: fc.constant('set'), fields: fc.record({ f: aMapping }) }),
    fc.record({
      kind: fc.constant('action'),
      action: fc.constant('http.request'),
      input: fc.record({ url: aMapping }),
    }),
    fc.record({ kind: fc.constant('filter'), when: aCondition }),
    fc.record({ kind: fc.constant('delay'), until: aMapping }),
    fc.record({ kind: fc.constant('respond'), body: aMapping }),
    fc.record({
      kind: fc.constant('branch'),
      paths: fc.array(
        fc.record({ name: fc.constant('p'), when: aCondition, steps: tie('sequence') }),
        { minLength: 1, maxLength: 2 },
      ),
      otherwise: tie('sequence'),
    }),
    fc.record({ kind: fc.constant('for-each'), items: aMapping, steps: tie('sequence') }),
  ),
})).step;

/** The steps, all the way down, with ids in turn: those that mappings read first, then others. */
function numbered(steps: readonly Raw[], ids: string[]): Raw[] {
  const inner = (value: unknown): Raw[] => numbered(value as Raw[], ids);
  return steps.map((step) => ({
    ...step,
    id: ids.shift(),
    ...('paths' in step
      ? {
          paths: (step['paths'] as Raw[]).map((path, index) => ({
            ...path,
            name: `p${String(index)}`,
            steps: inner(path['steps']),
          })),
        }
      : {}),
    ...('otherwise' in step ? { otherwise: inner(step['otherwise']) } : {}),
    ...('steps' in step ? { steps: inner(step['steps']) } : {}),
  }));
}

/** A valid document, frozen all the way down, so that an edit that mutates it throws. */
const aDocument = fc
  .tuple(
    fc.array(aStep, { minLength: 1, maxLength: 4 }),
    fc.shuffledSubarray(IDS, { minLength: IDS.length }),
    fc.option(aMapping, { nil: undefined }),
  )
  .map(([steps, ids, order_by]) => {
    const parsed = parseFlowDocument({
      millrace: 1,
      name: 'A',
      trigger: { kind: 'manual' },
      ...(order_by === undefined ? {} : { order_by }),
      steps: numbered(steps, [...ids, ...MORE_IDS]),
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    return deepFreeze(parsed.document);
  });

/** A document, the id of one of its steps, and a place for a step. */
const aPlace = aDocument.chain((document) => {
  const steps = walkSteps(document);
  const starts: StepPlace[] = steps.flatMap((step) =>
    sequencesOf(step).map(({ key }) => ({ after: null, in: { step: step.id, sequence: key } })),
  );
  const behind = steps.map((step): StepPlace => ({ after: step.id }));
  return fc.record({
    document: fc.constant(document),
    id: fc.constantFrom(...steps.map((step) => step.id)),
    at: fc.constantFrom<StepPlace>({ after: null }, ...behind, ...starts),
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

/** Where a step stands. */
function placeOf(document: FlowDocument, id: string): StepPlace {
  const placed = placedSteps(document).find(({ step }) => step.id === id);
  if (placed === undefined) throw new Error(`There is no step ${id}.`);
  return { after: placed.after, in: placed.in };
}

function idsIn(document: FlowDocument): string[] {
  return walkSteps(document).map((step) => step.id);
}

/** True when a place is inside a step, where the step itself cannot go. */
function isInside(document: FlowDocument, id: string, at: StepPlace): boolean {
  const own = walkSteps({ steps: walkSteps(document).filter((step) => step.id === id) });
  const inner = new Set(own.map((step) => step.id));
  return at.after === null ? inner.has(at.in?.step ?? '') : at.after !== id && inner.has(at.after);
}

const FRESH: Step = { id: 'fresh', kind: 'set', fields: { f: { $path: '$.steps.a' } } };

describe('edits', () => {
  it('never change the document they are given, and give a good one', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, at }) => {
        const text = JSON.stringify(document);
        const edited = [
          addStep(document, FRESH, at),
          isInside(document, id, at) ? document : moveStep(document, id, at),
          removeStep(document, id),
          replaceStep(document, id, { ...FRESH, id }),
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
      fc.property(aPlace, ({ document, id, at }) => {
        fc.pre(!isInside(document, id, at));
        const moved = moveStep(document, id, at);
        expect(idsIn(moved).sort()).toEqual(idsIn(document).sort());
        expect(moveStep(moved, id, placeOf(document, id))).toEqual(document);
      }),
    );
  });

  it('that move a step put it where it was asked', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, at }) => {
        fc.pre(at.after !== id && !isInside(document, id, at));
        const place = placeOf(moveStep(document, id, at), id);
        expect(place.after).toBe(at.after);
        if (at.after === null) expect(place.in).toEqual(at.in);
      }),
    );
  });

  it('refuse to move a step inside itself', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id, at }) => {
        fc.pre(isInside(document, id, at));
        expect(() => moveStep(document, id, at)).toThrow('inside itself');
      }),
    );
  });

  it('that add a step and remove it change nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, at }) => {
        expect(removeStep(addStep(document, FRESH, at), 'fresh')).toEqual(document);
      }),
    );
  });

  it('that copy a step and remove the copy change nothing', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        const copied = duplicateStep(document, id);
        const copy = placedSteps(copied).find(({ after, step }) => after === id && !isOld(step));
        expect(removeStep(copied, copy?.step.id ?? '')).toEqual(document);
        function isOld(step: Step) {
          return idsIn(document).includes(step.id);
        }
      }),
    );
  });

  it('that copy a step leave no copy reading what was copied along', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        const old = new Set(idsIn(document));
        const own = idsIn({ ...document, steps: walkSteps(document).filter((s) => s.id === id) });
        const copied = duplicateStep(document, id);
        const added = walkSteps(copied).filter((step) => !old.has(step.id));
        const alone = { ...document, order_by: undefined, steps: added };
        for (const known of own) expect(referencesTo(alone, known)).toEqual([]);
      }),
    );
  });
});

describe('what a step can read', () => {
  it('is never inside another branch or loop, around it, or behind it', () => {
    fc.assert(
      fc.property(aPlace, ({ document, id }) => {
        const places = placedSteps(document);
        const at = places.findIndex(({ step }) => step.id === id);
        const around = new Set(places[at]?.inside);
        for (const step of availableSteps(document, id)) {
          const place = places.findIndex((one) => one.step === step);
          expect(place).toBeLessThan(at);
          expect(around.has(step)).toBe(false);
          expect(places[place]?.inside.every((one) => around.has(one))).toBe(true);
        }
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
        expect(idsIn(document)).not.toContain(id);
      }),
    );
  });
});
