import type { FindingKind } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { BLIND, BROKEN, CORRECT } from './cases.ts';
import {
  documentOf,
  findingsAfter,
  findingsIn,
  placeOf,
  precisionOf,
  recallOf,
  scoresOf,
  type Score,
} from './check-case.ts';
import { failures, isSimple } from './oracle.ts';
import { CAPTURED } from './payloads.ts';

const LEAST = 0.95;

/** What makes a step fail for some event at least, so that running the flow proves the label. */
const FAILS: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'syntax_error',
  'path_sometimes_missing',
  'value_sometimes_empty',
  'wrong_type',
  'conversion_fails',
  'format_mismatch',
  'value_not_allowed',
  'required_field_unmapped',
  'unknown_field',
]);

/** Labelled with such a kind, yet the engine only gives nothing for them. */
const HARMLESS = ['a template loops over a text'];

/** Left out as the fix says, the value is missing where a later step reads it, which is said there. */
const PASSED_ON = ['first coupon: path_sometimes_missing erp input.body.c'];

const scores = scoresOf([...BROKEN, ...CORRECT]);

function sumOf(all: readonly Score[]): Score {
  return {
    right: all.reduce((sum, { right }) => sum + right, 0),
    extra: all.flatMap(({ extra }) => extra),
    missed: all.flatMap(({ missed }) => missed),
  };
}

describe('the labelled set', () => {
  it('holds 200 broken mappings of 12 kinds and 150 correct ones', () => {
    expect(BROKEN.length).toBeGreaterThanOrEqual(200);
    expect(
      new Set(BROKEN.flatMap(({ wrong }) => wrong.map(([kind]) => kind))).size,
    ).toBeGreaterThanOrEqual(12);
    expect(CORRECT.length).toBeGreaterThanOrEqual(150);
    expect(CORRECT.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  it('tells no story twice', () => {
    const flows = [...BROKEN, ...CORRECT].map(({ on, steps }) => `${on} ${JSON.stringify(steps)}`);
    const twice = flows.filter((flow, index) => flows.indexOf(flow) !== index);
    expect(twice).toEqual([]);
  });

  it('calls no flow correct that fails for a captured event', () => {
    const failing = simple(CORRECT).filter((one) => failures(documentOf(one), one.on) > 0);
    expect(failing.map(({ name }) => name)).toEqual([]);
  });

  it('calls no flow broken that never fails, where the mistake makes it fail', () => {
    const proven = simple(BROKEN).filter(({ wrong }) => wrong.every(([kind]) => FAILS.has(kind)));
    const harmless = proven.filter((one) => failures(documentOf(one), one.on) === 0);
    expect(proven.length).toBeGreaterThan(100);
    expect(harmless.map(({ name }) => name)).toEqual(HARMLESS);
  });
});

describe('the checker', () => {
  it.each([...scores])('finds %s where it is, and nowhere else', (_kind, score) => {
    expect(precisionOf(score), score.extra.join('\n')).toBeGreaterThanOrEqual(LEAST);
    expect(recallOf(score), score.missed.join('\n')).toBeGreaterThanOrEqual(LEAST);
  });

  it.each([
    ['overall', sumOf([...scores.values()])],
    ['for people who had not seen it', sumOf([...scoresOf(BLIND).values()])],
  ])('is right %s', (_what, overall) => {
    expect(precisionOf(overall), overall.extra.join('\n')).toBeGreaterThanOrEqual(LEAST);
    expect(recallOf(overall), overall.missed.join('\n')).toBeGreaterThanOrEqual(LEAST);
  });

  it('offers only fixes that put their finding right and break nothing else', () => {
    const faults: string[] = [];
    let fixes = 0;
    for (const one of BROKEN) {
      const document = documentOf(one);
      const before = findingsIn(document, one.on);
      for (const finding of before.filter(({ fix }) => fix !== undefined)) {
        fixes += 1;
        const after = findingsAfter(document, one.on, finding).map(placeOf);
        const known = new Set(before.filter((other) => other !== finding).map(placeOf));
        faults.push(
          ...after.filter((place) => !known.has(place)).map((at) => `${one.name}: ${at}`),
        );
      }
    }
    expect(fixes).toBeGreaterThan(100);
    expect(faults).toEqual(PASSED_ON);
  });

  it('names the field or the value in each message, and says what to do', () => {
    const findings = BROKEN.flatMap((one) => findingsIn(documentOf(one), one.on));
    for (const { message, hint } of findings) {
      expect(message).toMatch(/^\S.*\.$/s);
      expect(hint).toMatch(/^\S.*[.?]$/s);
      expect(message).not.toMatch(/undefined|\[object/);
    }
  });

  it('needs no event to see what is wrong whatever comes', () => {
    const structural = new Set<FindingKind>([
      'syntax_error',
      'unknown_step',
      'later_step',
      'out_of_reach_step',
    ]);
    const seen = BROKEN.filter(({ wrong }) => wrong.every(([kind]) => structural.has(kind)));
    for (const one of seen) {
      const found = findingsIn(documentOf(one), 'nothing').map(placeOf);
      expect(found, one.name).toEqual(one.wrong.map((label) => label.join(' ')));
    }
  });
});

/** The cases that running them can judge. Conditions that are wrong are wrong without failing. */
function simple(cases: readonly Case[]): Case[] {
  return cases.filter((one) => CAPTURED[one.on].length > 1 && isSimple(documentOf(one)));
}
