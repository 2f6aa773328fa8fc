import { parseJson, type Field, type JsonObject } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { checkInput } from './input.ts';
import { redactJson, redactor } from './redact.ts';

const DATA = parseJson('{"id":8202522731445525542,"rate":12345678901234567.89}') as JsonObject;

describe('a number with more digits than a double has', () => {
  const fields = (type: Field['type']): Field[] => [
    { key: 'id', label: 'Id', type },
    { key: 'rate', label: 'Rate', type },
  ];

  it('is a number for a field, and whole when it has no decimals', () => {
    expect(checkInput(fields('number'), DATA)).toEqual([]);
    const faults = checkInput(fields('integer'), DATA);
    expect(faults).toEqual([
      {
        path: '/rate',
        message: 'Rate (rate) is 12345678901234567.89; it takes a whole number.',
      },
    ]);
    expect(checkInput(fields('string'), DATA)[0]?.message).toContain('8202522731445525542');
  });

  it('stays beside secrets that are hidden', () => {
    const hidden = redactJson({ ...DATA, key: 'hunter2hunter2' }, redactor(['hunter2hunter2']));
    expect(JSON.stringify(hidden)).toBe(
      '{"id":8202522731445525542,"rate":12345678901234567.89,"key":"[hidden]"}',
    );
  });
});
