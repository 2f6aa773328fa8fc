import {
  isAppError,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type Missing,
  type PathMapping,
  type TemplateMapping,
} from '@millrace/model';
import { compilePath } from '../path/compiled-path.ts';
import { missingPath } from '../path/missing-path.ts';
import { MAX_DATA_DEPTH, requireShallow, tooDeep } from '../path/path-limits.ts';
import { compileTemplate } from '../template/compiled-template.ts';
import { convert } from './convert.ts';

export interface EvaluateOptions {
  /** What a path or template that finds nothing means where the mapping does not say. Default `error`. */
  missing?: 'error' | 'omit' | 'null';
}

/**
 * The value of a mapping for some data, with its type kept; undefined when it is omitted. Omitted
 * members are left out of their object or list. Parts of the data appear in the result as they are, not
 * copied; neither data nor mapping is changed.
 *
 * Throws PATH_MISSING (`details`: path, at, nearest), CONVERSION_FAILED, DATA_TOO_DEEP, and what
 * {@link compilePath} and {@link compileTemplate} throw.
 */
export function evaluateMapping(
  mapping: Mapping,
  data: JsonValue,
  options: EvaluateOptions = {},
): JsonValue | undefined {
  return evaluate(mapping, data, options.missing ?? 'error', 0);
}

function evaluate(
  mapping: Mapping,
  data: JsonValue,
  missing: Missing,
  depth: number,
): JsonValue | undefined {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(mapping)) return evaluateList(mapping, data, missing, depth);
  if (typeof mapping !== 'object' || mapping === null) return mapping;
  if (isPathMapping(mapping)) return evaluatePath(mapping, data, mapping.missing ?? missing);
  if (isTemplateMapping(mapping))
    return evaluateTemplate(mapping, data, mapping.missing ?? missing);
  if (isLiteralMapping(mapping)) return mapping.$literal;
  return evaluateObject(mapping, data, missing, depth);
}

function evaluateList(
  list: Mapping[],
  data: JsonValue,
  missing: Missing,
  depth: number,
): JsonValue {
  return list
    .map((member) => evaluate(member, data, missing, depth + 1))
    .filter((value) => value !== undefined);
}

function evaluateObject(
  members: { [key: string]: Mapping },
  data: JsonValue,
  missing: Missing,
  depth: number,
): JsonObject {
  const values: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(members)) {
    const value = evaluate(member, data, missing, depth + 1);
    if (value !== undefined) values.push([key, value]);
  }
  // Defines own members, also one named __proto__, which an assignment would not.
  return Object.fromEntries(values);
}

function evaluatePath(
  mapping: PathMapping,
  data: JsonValue,
  missing: Missing,
): JsonValue | undefined {
  const path = compilePath(mapping.$path);
  const value = path.read(data);
  if (value !== undefined) {
    requireShallow(value);
    return mapping.as === undefined ? value : convert(value, mapping.as, mapping.$path);
  }
  if (missing === 'error') throw missingPath(data, path.steps ?? []);
  return substitute(missing);
}

function evaluateTemplate(
  mapping: TemplateMapping,
  data: JsonValue,
  missing: Missing,
): JsonValue | undefined {
  const template = compileTemplate(mapping.$template);
  let text: string;
  try {
    text = template.render(data);
  } catch (error) {
    if (missing !== 'error' && isAppError(error) && error.code === 'PATH_MISSING') {
      return substitute(missing);
    }
    throw error;
  }
  return mapping.as === undefined ? text : convert(text, mapping.as, 'the template');
}

function substitute(missing: Exclude<Missing, 'error'>): JsonValue | undefined {
  if (missing === 'omit') return undefined;
  return missing === 'null' ? null : missing.default;
}
