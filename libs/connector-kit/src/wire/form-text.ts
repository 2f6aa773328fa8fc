import type { Pair } from './styles.ts';
import { named, unwritable } from './unwritable.ts';

/** What the encoding leaves as it is: most names and many values. */
const PLAIN = /^[\w*.-]*$/;
/** What encodeURIComponent leaves, and the encoding of forms does not; and the space. */
const OTHERWISE = /[!'()~]|%20/g;

/**
 * Pairs as `application/x-www-form-urlencoded`, in UTF-8: the body of a form, or a query. The same
 * text that URLSearchParams writes. Throws VALUE_UNWRITABLE for text that is not whole Unicode, of
 * which URLSearchParams would send something else.
 *
 * Source: WHATWG URL, "application/x-www-form-urlencoded serializing".
 */
export function formText(pairs: readonly Pair[]): string {
  let text = '';
  for (const [name, value] of pairs) {
    if (text !== '') text += '&';
    text += `${encoded(name, name)}=${encoded(value, name)}`;
  }
  return text;
}

/**
 * As `formText`, with `%20` for spaces: every server reads that as a space, whether it takes queries
 * for forms or not, and signatures are made over it.
 */
export function queryText(pairs: readonly Pair[]): string {
  return formText(pairs).replaceAll('+', '%20');
}

function encoded(text: string, name: string): string {
  if (PLAIN.test(text)) return text;
  if (!text.isWellFormed()) {
    throw unwritable(named(name.toWellFormed()), 'UTF-8', 'it holds half a character');
  }
  return encodeURIComponent(text).replace(OTHERWISE, otherwise);
}

function otherwise(found: string): string {
  return found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`;
}
