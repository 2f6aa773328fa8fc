import { describe, expect, it } from 'vitest';
import { AppError } from '@millrace/model';
import { toStepError } from './errors.ts';

describe('an error of a step', () => {
  it('is stored with code, message, hint and the facts it has', () => {
    const error = new AppError('INTERNAL', {}, { details: { at: 3 } });
    expect(toStepError(error)).toEqual({
      code: 'INTERNAL',
      message: error.message,
      hint: error.hint,
      details: { at: 3 },
    });
  });

  it('that nobody knows is a defect, and tells nothing of the inside', () => {
    const stored = toStepError(new TypeError('x is not a function'));
    expect(stored.code).toBe('INTERNAL');
    expect(JSON.stringify(stored)).not.toContain('x is not');
  });
});
