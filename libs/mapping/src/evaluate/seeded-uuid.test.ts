import { describe, expect, it } from 'vitest';
import { evaluateMapping } from './evaluate.ts';
import { seededUuid } from './seeded-uuid.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('UUIDs of a seed', () => {
  it('are well-formed, each another one, and the same again for the same seed', () => {
    const next = seededUuid('run-1:mail');
    const given = [next(), next(), next()];
    for (const one of given) expect(one).toMatch(UUID);
    expect(new Set(given).size).toBe(3);
    const again = seededUuid('run-1:mail');
    expect([again(), again(), again()]).toEqual(given);
    expect(seededUuid('run-2:mail')()).not.toBe(given[0]);
  });

  it('and the time are what templates get when a mapping is evaluated with them', () => {
    const mapping = { id: { $template: '{{uuid}}' }, at: { $template: '{{now}}' } };
    const evaluate = () =>
      evaluateMapping(mapping, {}, { now: () => 0, uuid: seededUuid('run-1:mail') });
    expect(evaluate()).toEqual({
      id: seededUuid('run-1:mail')(),
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(evaluate()).toEqual(evaluate());
  });
});
