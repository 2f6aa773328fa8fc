import type { JsonValue } from '@millrace/model';
import { requireShallow } from '../path/path-limits.ts';
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
  return jsonText(value);
}

/** Compact JSON. Throws DATA_TOO_DEEP, and TEMPLATE_LIMIT for values too large to be printed. */
export function jsonText(value: JsonValue): string {
  requireShallow(value);
  const text = JSON.stringify(value);
  if (text.length > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
  return text;
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`=]/g, (sign) => HTML.get(sign) ?? sign);
}
