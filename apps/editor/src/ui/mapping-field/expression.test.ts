import { describe, expect, it } from 'vitest';
import {
  namedValues,
  openWord,
  suggestionsFor,
  withSuggestion,
  type Suggestion,
} from './expression.ts';

const DATA = {
  trigger: { body: { email: 'ada@x.test', 'first name': 'Ada', lines: [{ sku: 'A' }] } },
};
const HELPERS: Suggestion[] = [
  { text: 'upper', kind: 'helper', about: 'In capitals.' },
  { text: 'default', kind: 'helper', about: 'Something else.' },
];

function offered(before: string): string[] {
  const word = openWord(before, before.length);
  return word === undefined
    ? []
    : suggestionsFor(word, namedValues(DATA), HELPERS).map(({ text }) => text);
}

/** The text after the first offer is taken; `|` is the caret. */
function taken(marked: string): string {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const word = openWord(text, caret);
  const [first] = word === undefined ? [] : suggestionsFor(word, namedValues(DATA), HELPERS);
  if (word === undefined || first === undefined) return 'nothing';
  const next = withSuggestion(text, word, first);
  return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
}

describe('what is offered while a template is written', () => {
  it('is nothing outside of braces, in quotes and in comments', () => {
    for (const text of ['em', 'Hi {{x}} em', '{{upper "em', "{{upper 'em", '{{! em']) {
      expect(offered(text)).toEqual([]);
    }
  });

  it('is every value and helper at first, then those that the word names', () => {
    expect(offered('Hi {{')).toEqual([
      'trigger.body.email',
      'trigger.body.[first name]',
      'trigger.body.lines.[0].sku',
      'upper',
      'default',
    ]);
    expect(offered('{{em')).toEqual(['trigger.body.email']);
    expect(offered('{{#if trigger.body.li')).toEqual(['trigger.body.lines.[0].sku']);
    expect(offered('{{upper trigger.body.email')).toEqual([]);
    expect(offered('{{~up')).toEqual(['upper']);
  });

  it('takes the place of the word, and closes what is open', () => {
    expect(taken('Hi {{em|')).toBe('Hi {{trigger.body.email}}|');
    expect(taken('Hi {{em|}}!')).toBe('Hi {{trigger.body.email|}}!');
    expect(taken('{{up|')).toBe('{{upper |}}');
    expect(taken('{{upper em|}}')).toBe('{{upper trigger.body.email|}}');
    expect(taken('{{em| and {{x}}')).toBe('{{trigger.body.email}}| and {{x}}');
  });
});
