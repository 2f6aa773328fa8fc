import { describe, expect, it } from 'vitest';
import { faultRange, faultyCrumb } from './fault.ts';

/** The text with what is marked in brackets. */
function marked(text: string, position: number): string {
  const range = faultRange(text, position);
  if (range === undefined) return 'nothing';
  const { start, end } = range;
  return `${text.slice(0, start)}<${text.slice(start, end)}>${text.slice(end)}`;
}

describe('the mark at a fault', () => {
  it.each([
    ['$.trigger.bdy.email', 9, '$.trigger<.bdy>.email'],
    ['$.a[', 4, '$.a<[>'],
    ['$.a[?@.b]', 4, '$.a[<?>@.b]'],
    ['Hi {{> x}} there', 3, 'Hi <{{> x}}> there'],
    ['Hi {{user.name}}', 5, 'Hi {{<user.name>}}'],
    ['Hi {{#if a}}', 12, 'Hi {{#if a}<}>'],
    ['', 0, 'nothing'],
  ])('of %j at %i', (text, position, expected) => {
    expect(marked(text, position)).toBe(expected);
  });

  it('is the part of a picked value that is not there', () => {
    const crumb = (path: string, position: number) => faultyCrumb(path, position);
    expect(crumb('$.trigger.body.billing.emial', '$.trigger.body.billing'.length)).toBe(2);
    expect(crumb('$.steps.gone.output.email', '$.steps'.length)).toBe(0);
    expect(crumb('$.steps.member.output.emial', '$.steps.member.output'.length)).toBe(1);
    expect(crumb('$..email', 2)).toBeUndefined();
  });
});
