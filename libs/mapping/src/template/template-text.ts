import { isExactNumber, type JsonValue } from '@millrace/model';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';

const HTML: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#x27;'],
  ['`', '&#x60;'],
  ['=', '&#x3D;'],
]);

/** A value as text: scalars as JSON writes them without quotes, null as nothing, the rest as JSON. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' && !isExactNumber(value) ? jsonText(value) : String(value);
}

/** Compact JSON. Throws DATA_TOO_DEEP, and TEMPLATE_LIMIT for values too large to be printed. */
export function jsonText(value: JsonValue): string {
  requirePrintable(value);
  const text = JSON.stringify(value);
  if (text.length > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
  return text;
}

/**
 * About the number of characters a value takes as JSON, and seldom more. Throws before it has looked at more than a
 * rendering may print, and where it would go too deep.
 */
export function requirePrintable(value: JsonValue, sofar = 0, depth = 0): number {
  let size = sofar + (typeof value === 'string' ? value.length + 3 : 3);
  if (size > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
  if (typeof value !== 'object' || value === null) return size;
  if (isExactNumber(value)) return size + value.text.length;
  if (depth >= MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(value)) {
    for (const member of value) size = requirePrintable(member, size, depth + 1);
    return size;
  }
  for (const key of Object.keys(value)) {
    size = requirePrintable(value[key] ?? null, size + key.length + 3, depth + 1);
  }
  return size;
}

const ESCAPED = /[&<>"'`=]/;

/** Most texts hold nothing to escape, and to see that takes a fifth of the time of replacing. */
export function escapeHtml(text: string): string {
  if (!ESCAPED.test(text)) return text;
  return text.replaceAll(/[&<>"'`=]/g, (sign) => HTML.get(sign) ?? sign);
}
