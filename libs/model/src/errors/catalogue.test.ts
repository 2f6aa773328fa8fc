import { describe, expect, it } from 'vitest';
import { AppError, isAppError } from './app-error.ts';
import { API_ERRORS } from './api-errors.ts';
import { ERRORS, isErrorCode, type ErrorCode } from './catalogue.ts';
import { CONNECTOR_ERRORS } from './connector-errors.ts';
import { MAPPING_ERRORS } from './mapping-errors.ts';
import { OWN_CONNECTOR_ERRORS } from './own-connector-errors.ts';
import { RUN_ERRORS } from './run-errors.ts';
import { START_ERRORS } from './start-errors.ts';

const CODES = Object.keys(ERRORS).filter(isErrorCode);
const PLACEHOLDER = /\{[a-z]+(_[a-z]+)*\}/g;
const STATUSES = [400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503, 504];

/** One value for each placeholder of an error. */
function paramsOf(code: ErrorCode): Record<string, string> {
  const { message, hint } = ERRORS[code];
  const names = `${message} ${hint}`.match(PLACEHOLDER) ?? [];
  return Object.fromEntries(names.map((name) => [name.slice(1, -1), `<${name.slice(1, -1)}>`]));
}

describe('the catalogue', () => {
  it('holds every code of its parts, and each code once', () => {
    const parts = [
      ...[API_ERRORS, MAPPING_ERRORS, CONNECTOR_ERRORS, OWN_CONNECTOR_ERRORS],
      ...[RUN_ERRORS, START_ERRORS],
    ];
    expect(parts.flatMap((part) => Object.keys(part)).sort()).toEqual([...CODES].sort());
  });

  it('knows its codes from other words', () => {
    expect(isErrorCode('FLOW_NOT_FOUND')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
    expect(isErrorCode('FLOW_LOST')).toBe(false);
  });
});

describe.each(CODES)('%s', (code) => {
  const { status, message, hint, actor } = ERRORS[code];

  it('has a code of words', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$|^[A-Z]+$/);
  });

  it('says a fact in a whole sentence', () => {
    expect(message).toMatch(/^("?\{[a-z]+\}|[A-Z0-9])/);
    expect(message).toMatch(/(\.|: \{[a-z]+\}|^\{message\})$/);
    expect(message).not.toMatch(/\s{2}|\s\.|\.\.$/);
  });

  it('says the next action', () => {
    expect(hint).toMatch(/^[A-Z].{8,}/);
    expect(hint).toMatch(/[.\w]$/);
    expect(hint).not.toBe(message);
  });

  it('has a status and an actor that go together', () => {
    expect(STATUSES).toContain(status);
    if (actor === 'platform') expect(status).toBe(503);
    if (actor === 'us') expect(status).toBe(500);
  });

  it('fills in all it names and leaves no braces', () => {
    const params = paramsOf(code);
    const error = new AppError(code, params);
    const text = `${error.message} ${error.hint}`;
    for (const value of Object.values(params)) expect(text).toContain(value);
    expect(text).not.toMatch(/[{}]/);
    expect(error).toMatchObject({ name: 'AppError', code, status });
  });
});

describe('an error', () => {
  it('takes values as they are, also those that look like placeholders or patterns', () => {
    const error = new AppError('CONNECTION_IN_USE', { name: '{flows}', flows: '$& and $1' });
    expect(error.message).toBe('Connection "{flows}" is used by $& and $1.');
  });

  it('keeps the placeholder of a value it was not given', () => {
    expect(new AppError('FLOW_NOT_FOUND').message).toBe('There is no flow {id}.');
  });

  it('carries details, a cause and a hint of its own', () => {
    const cause = new Error('why');
    const error = new AppError('INTERNAL', {}, { details: [1], cause, hint: 'Wait.' });
    expect(error).toMatchObject({ details: [1], cause, hint: 'Wait.' });
  });

  it('is told from errors of others', () => {
    expect(isAppError(new AppError('INTERNAL'))).toBe(true);
    expect(isAppError(new Error('x'))).toBe(false);
    expect(isAppError({ code: 'INTERNAL' })).toBe(false);
  });
});
