import { describe, expect, it } from 'vitest';
import { isFileHandle } from './file.ts';

const handle = { file: 'abc', name: 'a.pdf', type: 'application/pdf', bytes: 12 };

describe('a file handle', () => {
  it('is an object of exactly its four members', () => {
    expect(isFileHandle(handle)).toBe(true);
  });

  it.each([
    [null],
    ['abc'],
    [[handle]],
    [{ ...handle, extra: 1 }],
    [{ ...handle, bytes: '12' }],
    [{ ...handle, bytes: 1.5 }],
    [{ file: 'abc', name: 'a.pdf', type: 'application/pdf' }],
  ])('is not %j', (value) => {
    expect(isFileHandle(value)).toBe(false);
  });
});
