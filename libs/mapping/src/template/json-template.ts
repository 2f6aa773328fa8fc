import { isJsonObject, parseJson, type JsonValue, type Mapping } from '@millrace/model';
import { compileTemplate, templateUses } from './compiled-template.ts';

/** Stand for the braces while the rest is read as JSON; no text people write holds them. */
const OPEN = '\u{E000}';
const CLOSE = '\u{E001}';
/** The same where the braces are a value of their own, not a part of a text. */
const OPEN_VALUE = '\u{E002}';
const MARKS = /[\u{E000}-\u{E002}]/u;
const MUSTACHE = /\{\{[^{}]*\}\}/y;
const BLOCK = /^\{\{~?\s*(?:[#/^!>&]|else\b)/;
/** Numbers this long may not be what they are read as. */
const LONG_NUMBER = /\d{16}/;

/**
 * The mapping that builds what a template writes as JSON: `{"name": "{{n}}"}` becomes
 * `{ name: { $template: "{{n}}" } }`, in which no value can end a text or add a member. Undefined for a template that
 * is no JSON around its braces, computes names, or has a block outside of a text.
 */
export function jsonOfTemplate(template: string): Mapping | undefined {
  if (MARKS.test(template) || LONG_NUMBER.test(template)) return undefined;
  const mustaches: string[] = [];
  const marked = withMarks(template, mustaches);
  if (marked === undefined) return undefined;
  try {
    return mappingOf(parseJson(marked), mustaches);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The template with its braces replaced by marks, so that the rest can be read as JSON. */
function withMarks(template: string, mustaches: string[]): string | undefined {
  let marked = '';
  let inText = false;
  for (let at = 0; at < template.length;) {
    const char = template.charAt(at);
    if (template.startsWith('{{', at) && template.charAt(at + 2) !== '{') {
      MUSTACHE.lastIndex = at;
      const mustache = MUSTACHE.exec(template)?.[0];
      // A { of the JSON itself may stand before another one.
      if (mustache !== undefined) {
        if (!inText && BLOCK.test(mustache)) return undefined;
        marked += inText
          ? `${OPEN}${mustaches.length}${CLOSE}`
          : `"${OPEN_VALUE}${mustaches.length}${CLOSE}"`;
        mustaches.push(mustache);
        at += mustache.length;
        continue;
      }
    }
    // Before braces a backslash is the template's, elsewhere the JSON's.
    if (char === '\\' && /^\\+\{\{/.test(template.slice(at))) return undefined;
    const length = inText && char === '\\' ? 2 : 1;
    if (char === '"') inText = !inText;
    marked += template.slice(at, at + length);
    at += length;
  }
  return marked;
}

function mappingOf(value: JsonValue, mustaches: readonly string[]): Mapping | undefined {
  if (typeof value === 'string') return textMapping(value, mustaches);
  if (Array.isArray(value)) {
    const items = value.map((item) => mappingOf(item, mustaches));
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length ? known : undefined;
  }
  if (!isJsonObject(value)) return value;
  const members: [string, Mapping][] = [];
  for (const [key, member] of Object.entries(value)) {
    const mapping = mappingOf(member, mustaches);
    if (mapping === undefined || MARKS.test(key) || key.startsWith('$')) return undefined;
    members.push([key, mapping]);
  }
  return Object.fromEntries(members);
}

function textMapping(text: string, mustaches: readonly string[]): Mapping | undefined {
  if (!MARKS.test(text)) return text.includes('{{') ? undefined : text;
  const number = (mark: string): string => mustaches[Number(mark.slice(1, -1))] ?? '';
  if (text.startsWith(OPEN_VALUE)) return valueMapping(number(text));
  if (/\{\{|\\(?=[\u{E000}])/u.test(text)) return undefined;
  const $template = text.replaceAll(/\u{E000}\d+\u{E001}/gu, number);
  return compiles($template) ? { $template } : undefined;
}

/** Braces outside of a text: a value with its type, or what a helper prints, read as JSON. */
function valueMapping(mustache: string): Mapping | undefined {
  const $template = mustache.replaceAll('~', '');
  if (!compiles($template)) return undefined;
  const [use, ...more] = templateUses($template);
  const isAlone = use !== undefined && more.length === 0;
  const isVariable = isAlone && use.inside === 'output' && use.helper === undefined;
  const isJson =
    isAlone && use.helper === 'json' && /^\{\{\s*json\s+[^\s()]+\s*\}\}$/.test($template);
  return isVariable || isJson ? { $path: use.path } : { $template, as: 'json' };
}

function compiles(template: string): boolean {
  try {
    compileTemplate(template);
    return true;
  } catch {
    return false;
  }
}
