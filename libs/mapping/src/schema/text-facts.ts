import { isAppError, isDateText, isEmailText, type Conversion } from '@millrace/model';
import { convert } from '../evaluate/convert.ts';

/** What a text can be read as: by a conversion of that name, or by a field of that type. */
export type TextTrait =
  | 'empty'
  | 'as number'
  | 'as boolean'
  | 'as json'
  | 'as date'
  | 'date field'
  | 'email field'
  | 'url field';

/** The share of the texts that have a trait. */
export type TextFacts = Readonly<Record<TextTrait, number>>;

/** Longer texts are not read as JSON to find out whether they are. */
const LONGEST_JSON = 10_000;
/** What texts must look like before a conversion is tried, which is slow when it fails. */
const LIKE = {
  json: /^\s*(?:\[[\s\S]*\]|\{[\s\S]*\}|"[\s\S]*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\s*$/,
  number: /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  date: /^\d{4}-\d{2}-\d{2}|^\d{9,13}(?:\.|$)|^(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} /,
} as const;
/** As good as the standard's parser for what people send; that one is not part of the language. */
const URL = /^[a-z][a-z\d+.-]*:(?:\/\/[^\s/?#]+|[^\s/])\S*$/i;
const LONGEST_URL = 4_000;

/** The traits, by name; each is asked only about a text that is not empty. */
const TESTS: readonly (readonly [TextTrait, (text: string) => boolean])[] = [
  ['as number', (text) => LIKE.number.test(text) && converts(text, 'number')],
  ['as boolean', (text) => text === 'true' || text === 'false'],
  [
    'as json',
    (text) => text.length <= LONGEST_JSON && LIKE.json.test(text) && converts(text, 'json'),
  ],
  ['as date', (text) => LIKE.date.test(text) && converts(text, 'date')],
  ['date field', isDateText],
  ['email field', (text) => text.includes('@') && isEmailText(text)],
  ['url field', (text) => text.includes(':') && text.length <= LONGEST_URL && URL.test(text)],
];

const EMPTY: readonly TextTrait[] = ['empty'];

/** The traits of one text. */
export function traitsOf(text: string): readonly TextTrait[] {
  if (text === '') return EMPTY;
  const traits: TextTrait[] = [];
  for (const [trait, test] of TESTS) if (test(text)) traits.push(trait);
  return traits;
}

/** Counts of traits as shares of `total` texts. */
export function factsOf(counts: ReadonlyMap<TextTrait, number>, total: number): TextFacts {
  const share = (trait: TextTrait): number => (counts.get(trait) ?? 0) / total;
  return {
    empty: share('empty'),
    'as number': share('as number'),
    'as boolean': share('as boolean'),
    'as json': share('as json'),
    'as date': share('as date'),
    'date field': share('date field'),
    'email field': share('email field'),
    'url field': share('url field'),
  };
}

function converts(text: string, conversion: Conversion): boolean {
  try {
    convert(text, conversion, '');
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
