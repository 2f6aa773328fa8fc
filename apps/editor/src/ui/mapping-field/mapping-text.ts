import {
  isBuiltMapping,
  isJsonNumber,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  mappingForm,
  numberOfText,
  type Conversion,
  type Empty,
  type FieldType,
  type Mapping,
  type Missing,
  type Take,
} from '@millrace/model';
import { templateName } from './path-text.ts';

/** Where text is inserted: a caret, or a selection that is replaced. */
export interface Caret {
  start: number;
  end: number;
}

const TAG = /\{\{[^{}]+\}\}/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const NUMERIC: ReadonlySet<FieldType> = new Set<FieldType>(['number', 'integer']);
/** Types that take one whole value: text around a picked value makes no sense in them. */
const WHOLE: ReadonlySet<FieldType> = new Set<FieldType>([
  'number',
  'integer',
  'boolean',
  'choice',
  'date',
  'datetime',
  'time',
  'file',
]);

/** True for a field that takes one whole value: no text is written around it. */
export function takesWhole(type: FieldType): boolean {
  return WHOLE.has(type);
}

/** What the text box of a field shows for its mapping. */
export function textOf(mapping: Mapping | undefined): string {
  if (mapping === undefined || mapping === null) return '';
  if (isTemplateMapping(mapping)) return mapping.$template;
  if (isLiteralMapping(mapping)) return scalarText(mapping.$literal);
  return scalarText(mapping);
}

/**
 * The mapping of what stands in a field's text box. Plain typing is a literal of the field's type;
 * text with a `{{…}}` is a template, unless somebody said that it is plain text.
 */
export function mappingFromText(
  text: string,
  type: FieldType,
  before: Mapping | undefined,
): Mapping | undefined {
  if (text === '') return undefined;
  if (TAG.test(text)) {
    if (isTemplateMapping(before)) return { ...before, $template: text };
    return isLiteralMapping(before) ? { $literal: text } : { $template: text };
  }
  return NUMERIC.has(type) && NUMBER.test(text) ? (numberOfText(text) ?? text) : text;
}

/**
 * The mapping after a value was picked for a field: the whole value when the field is empty or
 * takes one value, otherwise its name inserted into the text.
 */
export function insertPath(
  mapping: Mapping | undefined,
  path: string,
  type: FieldType,
  caret?: Caret,
): Mapping {
  const text = textOf(mapping);
  const name = templateName(path);
  const whole = text === '' || WHOLE.has(type) || isPathMapping(mapping) || isTree(mapping);
  if (whole || name === undefined) return { $path: path };
  const at = caret ?? { start: text.length, end: text.length };
  const $template = `${text.slice(0, at.start)}{{${name}}}${text.slice(at.end)}`;
  return isTemplateMapping(mapping) ? { ...mapping, $template } : { $template };
}

/** Where the next picked value goes: behind the one that was just put into the text. */
export function caretAfter(
  before: Mapping | undefined,
  after: Mapping | undefined,
  caret?: Caret,
): Caret | undefined {
  if (caret === undefined || !isTemplateMapping(after)) return undefined;
  const start = after.$template.length - (textOf(before).length - caret.end);
  return { start, end: start };
}

/** A picked value as text that more can be typed around; undefined when its path selects many. */
export function pathToTemplate(mapping: Mapping | undefined): Mapping | undefined {
  if (!isPathMapping(mapping)) return undefined;
  const name = templateName(mapping.$path);
  return name === undefined ? undefined : { $template: `{{${name}}}` };
}

/** A template as the plain text it is written as, braces and all: said so, for the checks. */
export function templateToText(mapping: Mapping | undefined): Mapping | undefined {
  return isTemplateMapping(mapping) ? { $literal: mapping.$template } : undefined;
}

export function conversionOf(mapping: Mapping | undefined): Conversion | undefined {
  return isPathMapping(mapping) || isTemplateMapping(mapping) ? mapping.as : undefined;
}

export function missingOf(mapping: Mapping | undefined): Missing | undefined {
  return isPathMapping(mapping) || isTemplateMapping(mapping) ? mapping.missing : undefined;
}

/** Which of many selected values a mapping takes; undefined: the list of all. */
export function takeOf(mapping: Mapping | undefined): Take | undefined {
  return isPathMapping(mapping) ? mapping.take : undefined;
}

/** What null and empty text count as; undefined: values like any other. */
export function emptyOf(mapping: Mapping | undefined): Empty | undefined {
  return isPathMapping(mapping) || isTemplateMapping(mapping) ? mapping.empty : undefined;
}

interface Choices {
  take?: Take | undefined;
  as?: Conversion | undefined;
  missing?: Missing | undefined;
  empty?: Empty | undefined;
}

/** The mapping with another visible conversion; undefined takes it away. */
export function withConversion(mapping: Mapping, as: Conversion | undefined): Mapping {
  return rebuilt(mapping, { as });
}

/** The mapping with another answer to a missing value; undefined leaves it to the field. */
export function withMissing(mapping: Mapping, missing: Missing | undefined): Mapping {
  return rebuilt(mapping, { missing });
}

/** The mapping that takes one of the values its path selects; undefined gives the list of all. */
export function withTake(mapping: Mapping, take: Take | undefined): Mapping {
  return isPathMapping(mapping) ? rebuilt(mapping, { take }) : mapping;
}

/** The mapping for which null and empty text count as missing, or as values again. */
export function withEmpty(mapping: Mapping, empty: Empty | undefined): Mapping {
  return rebuilt(mapping, { empty });
}

function rebuilt(mapping: Mapping, changed: Choices): Mapping {
  if (!isPathMapping(mapping) && !isTemplateMapping(mapping)) return mapping;
  const { as, missing, empty, take } = {
    as: mapping.as,
    missing: mapping.missing,
    empty: mapping.empty,
    take: takeOf(mapping),
    ...changed,
  };
  const choices = {
    ...(as === undefined ? {} : { as }),
    ...(missing === undefined ? {} : { missing }),
    ...(empty === undefined ? {} : { empty }),
  };
  if (isTemplateMapping(mapping)) return { $template: mapping.$template, ...choices };
  return { $path: mapping.$path, ...(take === undefined ? {} : { take }), ...choices };
}

/** True when nothing was given: not there, null, or text of no length. */
export function isUnset(mapping: Mapping | undefined): boolean {
  return mapping === undefined || mapping === null || mapping === '';
}

function isTree(mapping: Mapping | undefined): boolean {
  const form = mappingForm(mapping);
  return form === 'object' || form === 'list' || isBuiltMapping(mapping);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (isJsonNumber(value) || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}
