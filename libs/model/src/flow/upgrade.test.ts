import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { upgradeDocument } from './upgrade.ts';

/** 1 → 2 renames `title`; 2 → 3 wraps the steps. */
const UPGRADES = new Map<number, (document: JsonObject) => JsonObject>([
  [1, ({ title = null, ...rest }) => ({ ...rest, name: title })],
  [2, ({ steps = null, ...rest }) => ({ ...rest, body: { steps } })],
]);

describe('an older document', () => {
  it('is brought to the newest version step by step, and stays as it was itself', () => {
    const old = Object.freeze({ millrace: 1, title: 'A', steps: [] });
    expect(upgradeDocument(old, UPGRADES, 3)).toEqual({
      ok: true,
      document: { millrace: 3, name: 'A', body: { steps: [] } },
    });
    expect(old).toEqual({ millrace: 1, title: 'A', steps: [] });
  });

  it('starts from its own version', () => {
    expect(upgradeDocument({ millrace: 2, name: 'A', steps: [] }, UPGRADES, 3)).toEqual({
      ok: true,
      document: { millrace: 3, name: 'A', body: { steps: [] } },
    });
  });

  it('is refused when a version on the way has no upgrade', () => {
    expect(upgradeDocument({ millrace: 1 }, new Map([[2, UPGRADES.get(2)!]]), 3)).toEqual({
      ok: false,
      faults: [{ path: '/millrace', message: 'Version 1 cannot be upgraded.' }],
    });
  });
});

describe('a document of today', () => {
  it('is passed on as it is', () => {
    const document = { millrace: 1, anything: true };
    expect(upgradeDocument(document)).toEqual({ ok: true, document });
  });
});

describe('a document without a usable version', () => {
  const FIRST = 'Start the document with its version: millrace: 1.';
  it.each([
    ['none', {}, '/millrace', FIRST],
    ['text', { millrace: '1' }, '/millrace', FIRST],
    ['a fraction', { millrace: 1.5 }, '/millrace', FIRST],
    ['zero', { millrace: 0 }, '/millrace', FIRST],
    [
      'a newer one',
      { millrace: 2 },
      '/millrace',
      'This is version 2; this Millrace reads up to 1. Update it.',
    ],
    ['a list for a document', [], '', 'A flow document is an object.'],
    ['nothing for a document', null, '', 'A flow document is an object.'],
  ])('is refused: %s', (_, input, path, message) => {
    expect(upgradeDocument(input)).toEqual({ ok: false, faults: [{ path, message }] });
  });
});
