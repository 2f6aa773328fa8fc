import { describe, expect, it } from 'vitest';
import { insertIntoJson } from './insert-into-json.ts';

const EMAIL = '$.trigger.body.email';

/** The text after a pick at `|`, or over what is between two of them, with the caret marked. */
function picked(marked: string, path = EMAIL): string {
  const start = marked.indexOf('|');
  const text = marked.replaceAll('|', '');
  const end = Math.max(start, marked.lastIndexOf('|') - 1);
  const next = insertIntoJson(text, path, start < 0 ? undefined : { start, end });
  if (next === undefined) return 'nothing';
  return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
}

describe('a value picked while JSON is written', () => {
  it.each([
    ['{"to": "Dear |!"}', '{"to": {"$template": "Dear {{trigger.body.email}}|!"}}'],
    ['{"to": "Dear |you|!"}', '{"to": {"$template": "Dear {{trigger.body.email}}|!"}}'],
    ['"Hello |"', '{"$template": "Hello {{trigger.body.email}}|"}'],
    ['["a \\"b\\" |"]', '["{"$template": "a \\"b\\" {{trigger.body.email}}|"}]'.replace('"{', '{')],
  ])('in the text %s makes it a template and keeps the text', (before, after) => {
    expect(picked(before)).toBe(after);
  });

  it('in a template goes in at the caret', () => {
    expect(picked('{"$template": "Hi {{x}} |."}')).toBe(
      '{"$template": "Hi {{x}} {{trigger.body.email}}|."}',
    );
  });

  it('in an empty text, or on a picked value, is the value itself with its type', () => {
    expect(picked('{"to": "|"}')).toBe(`{"to": {"$path":"${EMAIL}"}|}`);
    expect(picked('{"to": {"$path": "$.trigger.|body"}}')).toBe(`{"to": {"$path": "${EMAIL}"|}}`);
  });

  it('between values gets the comma and the name that the place needs', () => {
    const value = `{"$path":"${EMAIL}"}`;
    expect(picked('{"to": |}')).toBe(`{"to": ${value}|}`);
    expect(picked('{"to": |1|}')).toBe(`{"to": ${value}|}`);
    expect(picked('{"to": 1|}')).toBe(`{"to": 1, "email": ${value}|}`);
    expect(picked('{|"to": 1}')).toBe(`{"email": ${value}|, "to": 1}`);
    expect(picked('{|}')).toBe(`{"email": ${value}|}`);
    expect(picked('[1|]')).toBe(`[1, ${value}|]`);
    expect(picked('[|]')).toBe(`[${value}|]`);
    expect(picked('[1|, 2]')).toBe(`[1, ${value}|, 2]`);
  });

  it('without a caret is added at the end', () => {
    expect(picked('{\n  "to": 1\n}')).toBe(`{\n  "to": 1, "email": {"$path":"${EMAIL}"}|\n}`);
    expect(picked('[]')).toBe(`[{"$path":"${EMAIL}"}|]`);
  });

  it('goes into half-written text as it is, for the person to finish', () => {
    expect(picked('{"to": |')).toBe(`{"to": {"$path":"${EMAIL}"}|`);
  });

  it('never replaces what was written: the name of a member, or a text for a path of many', () => {
    expect(picked('{"t|o": 1}')).toBe('nothing');
    expect(picked('{"to": "Dear |"}', '$.trigger.body.lines[*].sku')).toBe('nothing');
    expect(picked('"done"|')).toBe('nothing');
  });
});
