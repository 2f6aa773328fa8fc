import { describe, expect, it } from 'vitest';
import { bytesOf, hexOf, textOf } from './raw-bytes.ts';

describe('Raw bytes', () => {
  it('are read from base64 and shown as text', () => {
    const bytes = bytesOf(btoa('{"a":1}'));
    expect(bytes === undefined ? '' : textOf(bytes)).toBe('{"a":1}');
  });

  it('are undefined when they are not base64', () => {
    expect(bytesOf('*')).toBeUndefined();
  });

  it('are shown sixteen a line in hexadecimal, with dots for what cannot be printed', () => {
    const lines = hexOf(Uint8Array.from({ length: 17 }, (_, index) => index + 60)).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(
      '000000  3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK',
    );
    expect(hexOf(Uint8Array.of(0, 200)).endsWith('..')).toBe(true);
  });
});
