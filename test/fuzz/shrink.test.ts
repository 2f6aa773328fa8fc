import { describe, expect, it } from 'vitest';
import type { FuzzCase } from './fuzz-case.ts';
import { shrink } from './shrink.ts';
import { unchanged } from './unchanged.ts';

describe('shrinking a case', () => {
  it('keeps only what makes it fail', () => {
    const start: FuzzCase = {
      kind: 'path',
      subject: '$.trigger.body[?@.total > 10].name',
      data: '{"a":[1,{"b":"x","c":1e400}],"d":null}',
    };
    const fails = ({ subject, data }: FuzzCase): boolean =>
      subject.includes('?@') && data.includes('1e400');
    expect(shrink(start, fails)).toEqual({
      kind: 'path',
      subject: '?@',
      data: '1e400',
    });
  });

  it('takes the JSON of a mapping apart by its members', () => {
    const subject = '{"a":{"$path":"$.x","as":"date"},"b":[1,{"$path":"$.y"}]}';
    const fails = ({ subject: text }: FuzzCase): boolean => text.includes('"$.y"');
    expect(shrink({ kind: 'mapping', subject, data: '[[1],2]' }, fails)).toEqual({
      kind: 'mapping',
      subject: '"$.y"',
      data: '0',
    });
  });

  it('gives the case itself when nothing smaller fails', () => {
    const start = { kind: 'listing' as const, subject: 'null', data: '0' };
    expect(shrink(start, () => false)).toBe(start);
  });
});

describe('data before and after', () => {
  it.each([
    ['{"a":[1,{"b":null}]}', '{"a":[1,{"b":null}]}', true],
    ['{"a":1e400}', '{"a":1e400}', true],
    ['{"a":1}', '{"a":2}', false],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', false],
    ['[1]', '[1,2]', false],
    ['[]', '{}', false],
    ['0', '-0', false],
  ])('%s and %s: %s', (left, right, same) => {
    expect(unchanged(JSON.parse(left), JSON.parse(right))).toBe(same);
  });
});
