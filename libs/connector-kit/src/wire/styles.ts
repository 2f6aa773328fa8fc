import {
  AppError,
  isExactNumber,
  isFileHandle,
  type ExactNumber,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { named, unwritable } from './unwritable.ts';

/**
 * How a list or an object is written in a query or a form.
 *
 * | style | `{ a: [1, 2] }` | `{ a: { b: [1] } }` |
 * | --- | --- | --- |
 * | none | `a=1&a=2` | `a[b]=1` |
 * | `repeat` | `a=1&a=2` | refused |
 * | `comma`, `pipes`, `spaces` | `a=1,2`, `a=1\|2`, `a=1 2` | refused |
 * | `brackets` | `a[0]=1&a[1]=2` | `a[b][0]=1` |
 * | `empty_brackets` | `a[]=1&a[]=2` | `a[b][]=1` |
 * | `dots` | `a.0=1&a.1=2` | `a.b.0=1` |
 * | `json` | `a=[1,2]` | `a={"b":[1]}` |
 */
export type Style =
  'repeat' | 'comma' | 'pipes' | 'spaces' | 'brackets' | 'empty_brackets' | 'dots' | 'json';

/** For all names, or by name; a name that is not listed has no style. */
export type Styles = Style | Readonly<Record<string, Style>>;

export type Pair = readonly [name: string, value: string];
export type Values = Readonly<Record<string, JsonValue | undefined>>;

export type Scalar = string | number | boolean | ExactNumber;
type Composite = JsonValue[] | JsonObject;
/** Adds the pairs of one list or object, `level` deep inside the value of a name. */
type Write = (pairs: Pair[], name: string, value: Composite, level: number) => void;

/** Far more than any application reads, and few enough for the stack. */
const MOST_LEVELS = 64;

const SEPARATED = {
  comma: separated(',', 'a list with commas', 'a comma'),
  pipes: separated('|', 'a list with pipes', 'a pipe'),
  spaces: separated(' ', 'a list with spaces', 'a space'),
};

const WRITERS: Readonly<Record<Style, Write>> = {
  ...SEPARATED,
  repeat: repeated,
  brackets: nested({ item: bracketed, member: bracketed, refused: /[[\]]/, form: 'brackets' }),
  empty_brackets: nested({
    item: (name) => `${name}[]`,
    member: bracketed,
    refused: /[[\]]/,
    form: 'empty brackets',
    flat: true,
  }),
  dots: nested({
    item: (name, key) => `${name}.${key}`,
    member: (name, key) => `${name}.${key}`,
    refused: /\./,
    form: 'dots',
  }),
  json: (pairs, name, value) => pairs.push([name, JSON.stringify(value)]),
};

const UNSTYLED = nested({
  item: (name) => name,
  member: bracketed,
  refused: /[[\]]/,
  form: 'a repeated name',
  flat: true,
});

/**
 * Compiles how values become pairs of a query or form. The function throws VALUE_UNWRITABLE for what
 * the style cannot say, so that no item is lost and no text splits in two, and DATA_TOO_DEEP.
 *
 * Texts, numbers and booleans are written as JSON writes them, without quotes; members that are null
 * or undefined are left out, and so are empty lists and objects (other than in `json`). Items that
 * are null are left out too; those after them keep their position.
 */
export function pairsWriter(styles?: Styles): (values: Values) => Pair[] {
  if (styles === undefined || typeof styles === 'string') {
    const write = styles === undefined ? UNSTYLED : WRITERS[styles];
    const writer = () => write;
    return (values) => written(values, writer);
  }
  const byName = new Map(Object.entries(styles).map(([name, style]) => [name, WRITERS[style]]));
  const writer = (name: string) => byName.get(name) ?? UNSTYLED;
  return (values) => written(values, writer);
}

/** `pairsWriter(styles)(values)`, for what is written once. */
export function pairsOf(values: Values, styles?: Styles): Pair[] {
  return pairsWriter(styles)(values);
}

function written(values: Values, writer: (name: string) => Write): Pair[] {
  const pairs: Pair[] = [];
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    if (isScalar(value)) pairs.push([name, scalarText(value)]);
    else writer(name)(pairs, name, withoutFile(name, value), 1);
  }
  return pairs;
}

export function isScalar(value: JsonValue): value is Scalar {
  return (typeof value !== 'object' && typeof value !== 'undefined') || isExactNumber(value);
}

/** As JSON writes it, texts without quotes. */
export function scalarText(value: Scalar): string {
  return typeof value === 'string' ? value : String(value);
}

/** A handle is only good inside Millrace. */
function withoutFile(name: string, value: Composite): Composite {
  if (!isFileHandle(value)) return value;
  throw unwritable(
    named(name),
    'a pair of a query or form',
    'it is a file, which needs a multipart body',
  );
}

function bracketed(name: string, key: string): string {
  return `${name}[${key}]`;
}

interface Nesting {
  item: (name: string, position: string) => string;
  member: (name: string, key: string) => string;
  /** What a key must not hold, as it would end the key. */
  refused: RegExp;
  form: string;
  /** Items have no names of their own, so that the members of two would mix. */
  flat?: boolean;
}

function nested({ item, member, refused, form, flat = false }: Nesting): Write {
  const write: Write = (pairs, name, value, level) => {
    if (level > MOST_LEVELS) throw new AppError('DATA_TOO_DEEP', { limit: MOST_LEVELS });
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      if (inner === null) continue;
      if (!isList && (key === '' || refused.test(key))) throw badKey(name, key, form);
      const place = isList ? item(name, key) : member(name, key);
      if (isScalar(inner)) pairs.push([place, scalarText(inner)]);
      else if (isList && flat) throw notScalar(name, key, form);
      else write(pairs, place, withoutFile(place, inner), level + 1);
    }
  };
  return write;
}

function badKey(name: string, key: string, form: string): AppError {
  const reason = `the key ${named(key)} in it is empty or holds a character that would end it`;
  return unwritable(named(name), form, reason);
}

function notScalar(name: string, position: string, form: string): AppError {
  const reason =
    'its items have to be text, numbers or booleans; the style "brackets" writes others';
  return unwritable(named(`${name}[${position}]`), form, reason);
}

function repeated(pairs: Pair[], name: string, value: Composite): void {
  for (const item of scalarsOf(name, value, 'a repeated name')) pairs.push([name, item]);
}

/** An application splits at each separator and knows no escape, so an item with one is refused. */
function separated(separator: string, form: string, word: string): Write {
  return (pairs, name, value) => {
    const items = scalarsOf(name, value, form);
    const bad = items.find((item) => item.includes(separator));
    if (bad !== undefined) {
      throw unwritable(named(name), form, `the item ${named(bad)} holds ${word}, and would be two`);
    }
    if (items.length > 0) pairs.push([name, items.join(separator)]);
  };
}

function scalarsOf(name: string, value: Composite, form: string): string[] {
  if (!Array.isArray(value)) throw unwritable(named(name), form, 'it is an object');
  const items: string[] = [];
  for (const [position, item] of value.entries()) {
    if (item === null) continue;
    if (!isScalar(item)) throw notScalar(name, String(position), form);
    items.push(scalarText(item));
  }
  return items;
}
