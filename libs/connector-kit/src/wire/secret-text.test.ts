import { describe, expect, it } from 'vitest';
import { compileSecretText, fillSecretText } from './secret-text.ts';

describe('a text with secrets', () => {
  it('puts values in where their names stand, and reads nothing in them', () => {
    expect(fillSecretText('Bearer {token}', { token: '{token}$&{{x}}' })).toBe(
      'Bearer {token}$&{{x}}',
    );
    expect(fillSecretText('{email}/token', { email: 'a@b.c' })).toBe('a@b.c/token');
    expect(fillSecretText('fixed', {})).toBe('fixed');
  });

  it('is compiled once for many accounts', () => {
    const text = compileSecretText('{user}:{password}', ['user', 'password', 'site']);
    expect(text.names).toEqual(['user', 'password']);
    expect(text.fill({ user: 'a', password: 'b' })).toBe('a:b');
    expect(text.fill({ user: 'c', password: 'd' })).toBe('c:d');
  });

  it('refuses a name that is not known when it is compiled', () => {
    expect(() => compileSecretText('Bearer {tokn}', ['token'])).toThrow(
      '"Bearer {tokn}" cannot be written as a text with secrets: there is no "tokn"; the nearest is "token".',
    );
    expect(() => compileSecretText('{constructor}', ['token'])).toThrow(/known are token/);
  });

  it.each(['{', 'a}', '{a b}', '{{token}}', '{}'])('refuses the brace in %s', (text) => {
    expect(() => compileSecretText(text, ['token', 'a'])).toThrow(/brace/);
  });

  it('names a missing value, and shows none', () => {
    const text = compileSecretText('{user}:{password}', ['user', 'password']);
    expect(() => text.fill({ user: 'hunter2hunter2' })).toThrow(/the connection has no "password"/);
    expect(() => text.fill({ user: 'hunter2hunter2' })).not.toThrow(/hunter2/);
    expect(() => compileSecretText('{toString}', ['toString']).fill({})).toThrow(
      /has no "toString"/,
    );
  });
});
