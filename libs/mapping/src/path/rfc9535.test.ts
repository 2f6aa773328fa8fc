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
  results_paths?: string[][];
  invalid_selector?: boolean;
}

// The official compliance suite lies beside the checkout, not in it.
const SUITE = fileURLToPath(
  new URL('../../../../../shared/fixtures/jsonpath-cts.json', import.meta.url),
);
const tests = existsSync(SUITE)
  ? (JSON.parse(readFileSync(SUITE, 'utf8')) as { tests: Case[] }).tests
  : [];
if (tests.length === 0) {
  process.stderr.write(`The RFC 9535 compliance suite is not run: ${SUITE} is not there.\n`);
}
const invalid = tests.filter((test) => test.invalid_selector === true);
const valid = tests.filter((test) => test.invalid_selector !== true);

function codeOf(selector: string): string | undefined {
  try {
    compilePath(selector);
    return undefined;
  } catch (error) {
    return isAppError(error) ? error.code : 'not an AppError';
  }
}

describe.skipIf(tests.length === 0)('the RFC 9535 compliance suite', () => {
  it('is there as a whole', () => {
    expect(tests).toHaveLength(703);
    expect(invalid.length).toBeGreaterThan(200);
  });

  it.each(valid)('selects: $name', ({ selector, document = null, result, results }) => {
    const path = compilePath(selector);
    const selected = path.select(document);
    expect(results ?? [result]).toContainEqual(selected);
    expect(path.read(document)).toEqual(path.singular ? selected[0] : selected);
  });

  it.each(valid)('names places: $name', ({ selector, document = null, ...expected }) => {
    const places = compilePath(selector).locate(document);
    const wanted = expected.results_paths ?? [expected.result_paths ?? []];
    expect(wanted.map((paths) => paths.map((path) => compilePath(path).steps))).toContainEqual(
      places.map(({ steps }) => steps),
    );
    expect(places.map(({ value }) => value)).toEqual(compilePath(selector).select(document));
  });

  it.each(invalid)('refuses: $name', ({ selector }) => {
    expect(codeOf(selector)).toBe('PATH_SYNTAX');
  });
});
