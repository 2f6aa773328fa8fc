import {
  isExactNumber,
  isAppError,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type Conversion,
  type JsonValue,
  type Mapping,
  type Missing,
  type PathMapping,
  type Take,
  type TemplateMapping,
} from '@millrace/model';
import { compilePath, type CompiledPath } from '../path/compiled-path.ts';
import { emptyValue, missingPath, nothingSelected } from '../path/missing-path.ts';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { compileTemplate, type CompiledTemplate } from '../template/compiled-template.ts';
import type { Work } from '../work.ts';
import { convert } from './convert.ts';
import type { EvaluationBudget } from './evaluation-budget.ts';

/** One evaluation under way. */
interface Evaluation {
  data: JsonValue;
  /** What finding nothing means where neither the mapping nor its field says. */
  missing: Missing;
  /** What the result may hold. */
  budget: EvaluationBudget;
  work: Work;
  /** What templates ask for beside the data. */
  given: Given;
}

/** The time and the UUIDs that templates get. */
export interface Given {
  /** Milliseconds since 1970. Default: the clock. */
  now?: () => number;
  /** Default: random ones. */
  uuid?: () => string;
}

export type Evaluate = (evaluation: Evaluation) => JsonValue | undefined;

/** What the field of an action says about the mapping it takes. */
export interface FieldRule {
  /** What finding nothing means where the mapping does not say. */
  missing?: 'error' | 'omit' | undefined;
  /** True when text of the data is escaped for HTML. */
  html: boolean;
  /** True when what a template puts into it must not change a path. */
  url?: boolean;
  /** The rule of a member, by its key; of a list's items for a position. */
  member: (key: string | number) => FieldRule;
}

/** Where no field is known: the evaluation says what missing means. */
export const NO_FIELD: FieldRule = { html: false, member: () => NO_FIELD };

/** Turns a mapping into closures. Paths and templates that are not valid throw when they are evaluated. */
export function compileMapping(mapping: Mapping, rule: FieldRule, depth = 0): Evaluate {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(mapping)) return compileList(mapping, rule, depth);
  if (typeof mapping !== 'object' || mapping === null) return () => mapping;
  if (isExactNumber(mapping)) return () => mapping;
  if (isPathMapping(mapping)) return compilePathMapping(mapping, rule);
  if (isTemplateMapping(mapping)) return compileTemplateMapping(mapping, rule);
  if (isLiteralMapping(mapping)) return () => mapping.$literal;
  return compileObject(mapping, rule, depth);
}

function compileList(list: readonly Mapping[], rule: FieldRule, depth: number): Evaluate {
  const members = list.map((member, index) =>
    compileMapping(member, rule.member(index), depth + 1),
  );
  return (evaluation) => {
    const values: JsonValue[] = [];
    for (const member of members) {
      const value = member(evaluation);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}

function compileObject(
  object: Readonly<Record<string, Mapping>>,
  rule: FieldRule,
  depth: number,
): Evaluate {
  const members = Object.entries(object).map(
    ([key, member]) => [key, compileMapping(member, rule.member(key), depth + 1)] as const,
  );
  return (evaluation) => {
    const values: [string, JsonValue][] = [];
    for (const [key, member] of members) {
      const value = member(evaluation);
      if (value !== undefined) values.push([key, value]);
    }
    // Defines own members, also one named __proto__, which an assignment would not.
    return Object.fromEntries(values);
  };
}

function compilePathMapping(mapping: PathMapping, rule: FieldRule): Evaluate {
  const { $path: text, as, take } = mapping;
  const missing = mapping.missing ?? rule.missing;
  let path: CompiledPath | undefined;
  return (evaluation) => {
    path ??= compilePath(text);
    const value = taken(path, take, evaluation);
    if (value !== undefined && !isNothing(value, mapping)) {
      evaluation.budget.spend(value);
      return as === undefined ? value : converted(value, as, text, evaluation.work);
    }
    const otherwise = missing ?? evaluation.missing;
    if (otherwise !== 'error') return substitute(otherwise);
    if (value !== undefined) throw emptyValue(text, value);
    throw path.steps === undefined
      ? nothingSelected(text)
      : missingPath(evaluation.data, path.steps);
  };
}

function compileTemplateMapping(mapping: TemplateMapping, rule: FieldRule): Evaluate {
  const { $template: source, as } = mapping;
  const missing = mapping.missing ?? rule.missing;
  const { html, url = false } = rule;
  let template: CompiledTemplate | undefined;
  return (evaluation) => {
    try {
      template ??= compileTemplate(source);
      const text = template.render(evaluation.data, {
        ...evaluation.given,
        html,
        url,
        work: evaluation.work,
      });
      evaluation.budget.spend(text);
      if (isNothing(text, mapping)) throw emptyValue('the template', text);
      return as === undefined ? text : converted(text, as, 'the template', evaluation.work);
    } catch (error) {
      const otherwise = missing ?? evaluation.missing;
      const absent = isAppError(error) && error.code === 'PATH_MISSING';
      if (!absent || otherwise === 'error') throw error;
      return substitute(otherwise);
    }
  };
}

/** What a path selects: one value, the list of all, or the one of them that is taken. */
function taken(
  path: CompiledPath,
  take: Take | undefined,
  { data, work }: Evaluation,
): JsonValue | undefined {
  if (take === undefined || path.singular) return path.read(data, work);
  return path.select(data, work).at(take === 'first' ? 0 : -1);
}

/** True for what counts as missing although something is there. */
function isNothing(value: JsonValue, { empty }: PathMapping | TemplateMapping): boolean {
  return empty === 'missing' && (value === null || value === '');
}

/** Texts of this length in all are read as JSON by one evaluation: some 50 ms. */
const MOST_JSON = 10_000_000;

function converted(value: JsonValue, as: Conversion, source: string, work: Work): JsonValue {
  if (as === 'json' && typeof value === 'string') work.spend(value.length / MOST_JSON);
  return convert(value, as, source);
}

function substitute(missing: Exclude<Missing, 'error'>): JsonValue | undefined {
  if (missing === 'omit') return undefined;
  return missing === 'null' ? null : missing.default;
}
