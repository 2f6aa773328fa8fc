import { previewMapping } from '@millrace/mapping';
import type { JsonValue, Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { summaryOf, type TrialRow } from './trial.ts';

function rows(mapping: Mapping, ...all: (JsonValue | undefined)[]): TrialRow[] {
  return all.map((data, at) => ({
    trial: {
      id: String(at),
      receivedAt: '2026-11-21T08:00:00Z',
      data: data === undefined ? undefined : () => data,
      left: undefined,
    },
    preview: data === undefined ? undefined : previewMapping(mapping, data),
  }));
}

describe('the line above the last events', () => {
  it('counts what gives a value, is missing, left out and wrong', () => {
    const path = '$.a';
    expect(summaryOf(rows({ $path: path }, { a: 1 }, { a: 2 }, {}))).toBe(
      '2 of 3 give a value, 1 is missing.',
    );
    expect(summaryOf(rows({ $path: path, missing: 'omit' }, { a: 1 }, {}, {}))).toBe(
      '1 of 3 gives a value, 2 are left out.',
    );
    expect(summaryOf(rows({ $path: path, as: 'number' }, { a: 'x' }, { a: 1 }))).toBe(
      '1 of 2 gives a value, 1 fails.',
    );
  });

  it('says when the types differ, and does not count events that were too large', () => {
    expect(summaryOf(rows({ $path: '$.a' }, { a: 1 }, { a: 'x' }, undefined))).toBe(
      '2 of 2 give a value. The types differ: number, text.',
    );
  });
});
