import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, seal } from './envelope.ts';

const KEY = randomBytes(32);

describe('the envelope of credentials', () => {
  it('gives back what was put in, and shows nothing of it', () => {
    const sealed = seal('{"api_key":"s3cr3t ☃"}', KEY, 'w/c');
    expect(open(sealed, KEY, 'w/c')).toBe('{"api_key":"s3cr3t ☃"}');
    expect(sealed.toString('latin1')).not.toContain('s3cr3t');
  });

  it('is another one each time', () => {
    expect(seal('x', KEY, 'w/c').equals(seal('x', KEY, 'w/c'))).toBe(false);
  });

  it('stays shut for another key and in another place', () => {
    const sealed = seal('x', KEY, 'w/c');
    expect(open(sealed, randomBytes(32), 'w/c')).toBeUndefined();
    expect(open(sealed, KEY, 'w/other')).toBeUndefined();
  });

  it('stays shut when any one byte was changed or it was cut short', () => {
    const sealed = seal('{"a":"b"}', KEY, 'w/c');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = changed[at]! ^ 1;
      expect(open(changed, KEY, 'w/c'), `byte ${at}`).toBeUndefined();
      expect(open(sealed.subarray(0, at), KEY, 'w/c'), `cut at ${at}`).toBeUndefined();
    }
  });
});
