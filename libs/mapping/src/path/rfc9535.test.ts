import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isAppError, type JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { compilePath } from './compiled-path.ts';

interface Case {
  name: string;
  selector: string;
  document?: JsonValue;
  result?: JsonValue[];
  results?: JsonValue[][];
  result_paths?: string[];
  invalid_selector?: boolean;
}

// The official compliance suite lies beside the checkout, not in it.
const SUITE = fileURLToPath(
  new URL('../../../../../shared/fixtures/jsonpath-cts.json', import.meta.url),
);
const tests = existsSync(SUITE)
  ? (JSON.parse(readFileSync(SUITE, 'utf8')) as { tests: Case[] }).tests
  : [];
// Decided by the suite's own words, not by what our parser refuses.
const isFilter = ({ name, selector }: Case) =>
  /^(?:filter|functions|whitespace, (?:filter|functions|operators))/.test(name) &&
  selector.includes('?');
const plain = tests.filter((test) => !isFilter(test));
const filters = tests.filter(isFilter);

function codeOf(selector: string): string | undefined {
  try {
    compilePath(selector);
    return undefined;
  } catch (error) {
    return isAppError(error) ? error.code : 'not an AppError';
  }
}

describe.skipIf(tests.length === 0)('the RFC 9535 compliance suite', () => {
  it(`has cases with and without filters (${plain.length} without, ${filters.length} with)`, () => {
    expect(plain.length).toBeGreaterThan(300);
    expect(plain.length + filters.length).toBe(tests.length);
  });

  it.each(plain)('passes: $name', ({ selector, document, result, results, invalid_selector }) => {
    if (invalid_selector) {
      expect(codeOf(selector)).toBe('PATH_SYNTAX');
      return;
    }
    expect(results ?? [result]).toContainEqual(compilePath(selector).select(document ?? null));
  });

  it.each(plain.filter((test) => test.result_paths !== undefined))(
    'names the places of: $name',
    ({ selector, document, result_paths = [] }) => {
      const places = compilePath(selector).locate(document ?? null);
      expect(places.map(({ steps }) => steps)).toEqual(
        result_paths.map((path) => compilePath(path).steps),
      );
    },
  );

  it.each(filters)('refuses the filter: $name', ({ selector, invalid_selector }) => {
    const codes = invalid_selector ? ['PATH_UNSUPPORTED', 'PATH_SYNTAX'] : ['PATH_UNSUPPORTED'];
    expect(codes).toContain(codeOf(selector));
  });
});

if (tests.length === 0) {
  describe('the RFC 9535 compliance suite', () => {
    it.skip(`is not run: ${SUITE} is not there`, () => undefined);
  });
}
