import { describe, expect, it } from 'vitest';
import { readJson } from './json-body.ts';

const read = (text: string) => readJson(Buffer.from(text));

describe('JSON of a trigger', () => {
  it('is read, without the mark before it', () => {
    expect(read('\uFEFF{"a":"[[\\"]"}')).toEqual({ ok: true, json: { a: '[["]' } });
  });

  it('that is none says why, in printable words', () => {
    const bodies = [
      '{"a": \u0000}',
      '{"\u001b[31m": }',
      `{"${'k'.repeat(5_000)}`,
      '["🧡🧡'.padEnd(200, '🧡'),
      '[',
    ];
    for (const text of bodies) {
      const body = read(text);
      const reason = body.ok ? '' : body.reason;
      expect(reason).not.toMatch(/^$|\p{Cc}|Error/u);
      expect(reason.length).toBeLessThanOrEqual(120);
      expect(reason.isWellFormed()).toBe(true);
    }
    expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({
      ok: false,
      reason: 'it is not UTF-8',
    });
  });

  it('that nests too deep stays text, however deep it is', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(read(deep)).toEqual({
      ok: true,
      json: deep,
      fault: { kind: 'limit', reason: 'it nests more than 100 deep' },
    });
  });
});
