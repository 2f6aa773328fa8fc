import { listPaths } from '@millrace/mapping';
import { isJsonObject, type JsonValue } from '@millrace/model';
import { shortJson } from '../json-text-of.ts';
import { templateName } from './path-text.ts';

/** The word being written inside of `{{ … }}`. */
export interface OpenWord {
  /** Where it starts in the text, and the caret behind it. */
  start: number;
  end: number;
  word: string;
  /** True when it is the first of its expression: a helper or a value. */
  first: boolean;
}

export interface Suggestion {
  /** What is put in the place of the word. */
  text: string;
  kind: 'value' | 'helper';
  /** What a value holds, or what a helper does. */
  about: string;
}

const WORD = /[\w@.[\]-]*$/;
/** Most that are offered at a time. */
const MOST = 8;

/** The word at the caret when it stands in an expression that is open there. */
export function openWord(text: string, caret: number): OpenWord | undefined {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.lastIndexOf('}}') > open) return undefined;
  const inside = before.slice(open + 2).replace(/^[{~]*/, '');
  // In a quoted text or a comment nothing is named.
  if (inside.startsWith('!') || (inside.match(/["']/g) ?? []).length % 2 === 1) return undefined;
  const word = WORD.exec(inside)?.[0] ?? '';
  const lead = inside.slice(0, inside.length - word.length);
  return { start: caret - word.length, end: caret, word, first: lead.trim() === '' };
}

/** The values and helpers whose names go on from a word, the nearest first. */
export function suggestionsFor(
  { word }: OpenWord,
  values: readonly Suggestion[],
  helpers: readonly Suggestion[],
): Suggestion[] {
  const wanted = word.toLowerCase();
  const rank = ({ text }: Suggestion): number => {
    const name = text.toLowerCase();
    if (name === wanted) return 9;
    if (name.split('.').some((part) => part.startsWith(wanted))) return 0;
    return name.includes(wanted) ? (name.startsWith(wanted) ? 0 : 1) : 9;
  };
  return [...values, ...helpers]
    .map((suggestion) => ({ suggestion, at: rank(suggestion) }))
    .filter(({ at }) => at < 9)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST)
    .map(({ suggestion }) => suggestion);
}

/** Every plain value of the data under the name templates give it. */
export function namedValues(data: JsonValue): Suggestion[] {
  return listPaths(data).flatMap(({ path, value }) => {
    if (Array.isArray(value) || isJsonObject(value)) return [];
    const text = templateName(path);
    return text === undefined ? [] : [{ text, kind: 'value', about: shown(value) }];
  });
}

/** The text with a suggestion in the place of the word, closed when nothing closes it, and the caret. */
export function withSuggestion(
  text: string,
  { start, end, first }: OpenWord,
  { text: name, kind }: Suggestion,
): { text: string; caret: number } {
  const rest = text.slice(end);
  const close = /^[^{]*\}\}/.test(rest) ? '' : '}}';
  const put = kind === 'helper' && first ? `${name} ` : name;
  const caret = start + put.length + (kind === 'value' && first ? close.length : 0);
  return { text: text.slice(0, start) + put + close + rest, caret };
}

function shown(value: JsonValue): string {
  return shortJson(value, 40);
}
