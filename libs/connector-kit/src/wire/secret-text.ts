import { nearest } from '@millrace/model';
import { named, unwritable } from './unwritable.ts';

/** Values of connection fields, facts and `token`, by name. */
export type SecretValues = Readonly<Record<string, string | undefined>>;

/** A secret text with its placeholders compiled; `names` are theirs, in order. */
export interface SecretText {
  names: readonly string[];
  /** Throws VALUE_UNWRITABLE, without any value in it, when one that it names is not there. */
  fill: (values: SecretValues) => string;
}

/** The pieces between `{` and `}` are at the odd places. */
const PLACEHOLDER = /\{([A-Za-z_][\w-]{0,99})\}/;

/**
 * Compiles a secret text such as `Bearer {token}`: fixed text with the names of values in braces,
 * and nothing else; a value is put in as it is. Throws VALUE_UNWRITABLE for a name that is not among
 * `known`, and for a brace that belongs to no name.
 */
export function compileSecretText(text: string, known: Iterable<string>): SecretText {
  const pieces = text.split(PLACEHOLDER);
  const names = pieces.filter((_, at) => at % 2 === 1);
  const literals = pieces.filter((_, at) => at % 2 === 0);
  if (literals.some((literal) => /[{}]/.test(literal))) {
    throw refused(text, 'a brace in it belongs to no name');
  }
  const all = [...known];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw refused(text, unknownReason(unknown, all));
  const [start = '', ...ends] = literals;
  const parts = names.map((name, at) => ({ name, end: ends[at] ?? '' }));
  return {
    names,
    fill: (values) => {
      let filled = start;
      for (const { name, end } of parts) {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value === undefined) throw refused(text, `the connection has no ${named(name)}`);
        filled += value + end;
      }
      return filled;
    },
  };
}

/** For what is filled once: the names of `values` are those that are known. */
export function fillSecretText(text: string, values: SecretValues): string {
  return compileSecretText(text, Object.keys(values)).fill(values);
}

/** Named secret texts, whose names may hold names of values too, compiled. */
export type SecretTexts = readonly (readonly [name: SecretText, text: SecretText])[];

/** Compiles named secret texts. Throws VALUE_UNWRITABLE as {@link compileSecretText} does. */
export function compileSecretTexts(
  texts: Readonly<Record<string, string>>,
  known: Iterable<string>,
): SecretTexts {
  const all = [...known];
  return Object.entries(texts).map(([name, text]) => [
    compileSecretText(name, all),
    compileSecretText(text, all),
  ]);
}

/**
 * A member is left out when a value of its name is absent, or all of those that its text names: some accounts
 * have one more than others.
 */
export function fillSecretTexts(texts: SecretTexts, values: SecretValues): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap(([name, text]) => {
      const isMissing = (one: string): boolean => (values[one] ?? '') === '';
      const isAbsent =
        name.names.some(isMissing) || (text.names.length > 0 && text.names.every(isMissing));
      return isAbsent ? [] : [[name.fill(values), text.fill(values)]];
    }),
  );
}

function unknownReason(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  const instead =
    close === undefined
      ? `known are ${known.join(', ') || 'none'}`
      : `the nearest is ${named(close)}`;
  return `there is no ${named(name)}; ${instead}`;
}

function refused(text: string, reason: string) {
  return unwritable(named(text), 'a text with secrets', reason);
}
