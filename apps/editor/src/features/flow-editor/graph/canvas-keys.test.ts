import { describe, expect, it } from 'vitest';
import { nestedFlow } from '../testing.ts';
import { besides } from './canvas-keys.ts';

describe('left and right on the canvas', () => {
  it('go to the next path that has steps, also from inside a loop', () => {
    expect(besides(nestedFlow(), 'mail', 1)).toBe('enough');
    expect(besides(nestedFlow(), 'pick', 1)).toBe('enough');
    expect(besides(nestedFlow(), 'enough', -1)).toBe('mail');
  });

  it('go nowhere at the outermost paths and outside of branches', () => {
    expect(besides(nestedFlow(), 'mail', -1)).toBeUndefined();
    expect(besides(nestedFlow(), 'enough', 1)).toBeUndefined();
    expect(besides(nestedFlow(), 'done', 1)).toBeUndefined();
  });
});
