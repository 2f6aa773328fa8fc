import { describe, expect, it } from 'vitest';
import { CONTROLS } from './controls.ts';
import { caseOf, KINDS } from './fuzz-case.ts';
import { report } from './report.ts';
import { watchLoop } from './watch.ts';

/*
 * The small run; `npm run fuzz` is the long one. The controls break the library on purpose, to show
 * that each kind of finding can be made at all.
 */
const SEED = 20_261_121;
const MS = 600_000;
const CASES = 2_000;
/** Other tests share the machine: only what is slow beyond doubt counts here, 50 ms in the long run. */
const SLOW_MS = 500;

it('keeps its promises for thousands of paths, templates, conditions and mappings', async () => {
  const outcome = await watchLoop({
    ...{ seed: SEED, from: 0, most: CASES, ms: MS },
    slowMs: SLOW_MS,
  });
  expect(outcome.findings, report(SEED, outcome)).toEqual([]);
  expect(outcome.totals.cases).toBe(CASES);
  expect(Object.keys(outcome.totals.outcomes).toSorted()).toEqual([...KINDS].toSorted());
  for (const [kind, counts] of Object.entries(outcome.totals.outcomes)) {
    expect(counts['ok'], `some of the kind ${kind} succeed`).toBeGreaterThan(CASES / 160);
  }
});

describe('a library that', () => {
  it.each(Object.entries(CONTROLS))('%s is found out', async (control, { expected }) => {
    const hungMs = expected === 'hung' ? 10_000 : MS;
    const options = { seed: SEED, from: 0, most: 1000, ms: MS, hungMs };
    const { findings } = await watchLoop({ ...options, control });
    expect(findings.map(({ kind }) => kind)).toContain(expected);
  });
});

describe('a case', () => {
  it('comes again with its seed and number', () => {
    expect(caseOf(7, 42)).toEqual(caseOf(7, 42));
    expect(caseOf(7, 42)).not.toEqual(caseOf(8, 42));
    expect(caseOf(7, 42)).not.toEqual(caseOf(7, 43));
  });
});
