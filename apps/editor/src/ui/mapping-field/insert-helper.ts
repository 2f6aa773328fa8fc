import { isPathMapping, isTemplateMapping, type Mapping } from '@millrace/model';
import { textOf, type Caret } from './mapping-text.ts';
import { templateName } from './path-text.ts';

/** A mapping with a helper in it, and the part of its text to be filled in. */
export interface InsertedHelper {
  mapping: Mapping;
  select: Caret;
}

/**
 * Puts the call of a helper into a mapping: around a picked value, otherwise at the caret of the
 * text, inside of braces without any of its own. `usage` is how the helper is written.
 */
export function insertHelper(
  mapping: Mapping | undefined,
  usage: string,
  caret?: Caret,
): InsertedHelper {
  const picked = isPathMapping(mapping) ? templateName(mapping.$path) : undefined;
  const call = callOf(usage, picked);
  if (picked !== undefined && isPathMapping(mapping)) {
    const { as, missing } = mapping;
    const choices = { ...(as && { as }), ...(missing !== undefined && { missing }) };
    const $template = `{{${call.text}}}`;
    return { mapping: { $template, ...choices }, select: moved(call.blank, 2) };
  }
  const text = isPathMapping(mapping) ? '' : textOf(mapping);
  const { start, end } = caret ?? { start: text.length, end: text.length };
  const before = text.slice(0, start);
  const [open, close] = bracesAt(before);
  const $template = `${before}${open}${call.text}${close}${text.slice(end)}`;
  return {
    mapping: isTemplateMapping(mapping) ? { ...mapping, $template } : { $template },
    select: moved(call.blank, start + open.length),
  };
}

/** What a call is put in: braces, nothing where they are open, parentheses behind another helper. */
function bracesAt(before: string): [string, string] {
  const open = before.lastIndexOf('{{');
  if (open <= before.lastIndexOf('}}')) return ['{{', '}}'];
  return before.slice(open + 2).trim() === '' ? ['', ''] : ['(', ')'];
}

/** A call with what it needs, the subject in the first place, and its first blank. */
function callOf(usage: string, subject: string | undefined): { text: string; blank: Caret } {
  const [name = usage, ...all] = usage.split(' ');
  const params = all.filter((param) => /^\w+$/.test(param));
  const given =
    subject === undefined || params.length === 0 ? params : [subject, ...params.slice(1)];
  const text = [name, ...given].join(' ');
  const filled = subject === undefined ? 0 : 1;
  const blank = given[filled];
  if (blank === undefined) return { text, blank: { start: text.length, end: text.length } };
  const start = [name, ...given.slice(0, filled)].join(' ').length + 1;
  return { text, blank: { start, end: start + blank.length } };
}

function moved({ start, end }: Caret, by: number): Caret {
  return { start: start + by, end: end + by };
}
