import { z } from 'zod';
import { isJsonObject } from './json.ts';
import { MOST_FAULTS } from './fault.ts';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodRawIssue;
type IssueOf<Code extends z.core.$ZodIssueCode> = Extract<Issue, { code: Code }>;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a time such as 2026-01-31T12:00:00Z',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };

/** Longest text of an input that a message repeats. */
const LONGEST = 40;

/**
 * What people read when an input does not fit a schema: installed once as zod's error map. Unknown
 * keys give one line each, in the order of the issue's `keys`.
 */
export function faultMessage(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return give(issue);
      return `Expected ${TYPES[issue.expected] ?? issue.expected}, not ${received(issue.input)}.`;
    case 'invalid_value':
      return issue.input === undefined
        ? give(issue, issue.values)
        : unknownWord(issue.input, issue.values);
    case 'invalid_union':
      return unionMessage(issue);
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, keysOf(issue.inst));
    case 'invalid_format':
      return formatMessage(issue.format);
    case 'too_small':
    case 'too_big':
      return sizeMessage(issue);
    default:
      return undefined;
  }
}

/** One line each. Looking for what was meant stops at the number that an answer shows. */
function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key, at) => unknownKey(key, at < MOST_FAULTS ? known : [])).join('\n');
}

/** Says that a key means nothing where it stands, and the one that was meant if one is near. */
export function unknownKey(key: string, known: Iterable<string>): string {
  const meant = nearest(key, known);
  const said = `${quoted(key)} is not known here.`;
  return meant === undefined ? said : `${said} Did you mean "${meant}"?`;
}

function unionMessage(issue: IssueOf<'invalid_union'>): string | undefined {
  const { input, discriminator, options } = issue;
  if (input === undefined) return give(issue);
  if (discriminator === undefined || !isJsonObject(input)) return undefined;
  const words: unknown[] = [options].flat();
  const value = input[discriminator];
  return value === undefined ? give(issue, words) : unknownWord(value, words);
}

function formatMessage(format: string): string | undefined {
  const named = FORMATS[format];
  return named === undefined ? undefined : `Expected ${named}.`;
}

function sizeMessage(issue: IssueOf<'too_small' | 'too_big'>): string {
  const unit = UNITS[issue.origin];
  if (issue.code === 'too_big') return `Give at most ${issue.maximum}${unit ?? ''}.`;
  if (issue.minimum === 1 && unit !== undefined) return 'This is empty.';
  return `Give at least ${issue.minimum}${unit ?? ''}.`;
}

function give(issue: Issue, words: readonly unknown[] = []): string {
  const name = issue.path?.at(-1);
  const what = typeof name === 'string' ? quoted(name) : 'a value';
  return words.length < 2 ? `Give ${what}.` : `Give ${what}: ${oneOf(words)}.`;
}

function unknownWord(input: unknown, words: readonly unknown[]): string {
  if (typeof input !== 'string') return `Expected ${oneOf(words)}, not ${received(input)}.`;
  const meant = nearest(input, words.map(String));
  const said = `${quoted(input)} is not known here.`;
  return meant === undefined ? `${said} Use ${oneOf(words)}.` : `${said} Did you mean "${meant}"?`;
}

function keysOf(schema: Issue['inst']): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function oneOf(words: readonly unknown[]): string {
  const last = String(words.at(-1));
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function received(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'an object';
  return typeof input === 'string' ? 'text' : String(input);
}

function quoted(word: string): string {
  return JSON.stringify(word.length > LONGEST ? `${word.slice(0, LONGEST)}…` : word);
}
