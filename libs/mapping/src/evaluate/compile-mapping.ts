import {
  isAppError,
  isBuiltMapping,
  isExactNumber,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type Conversion,
  type JsonValue,
  type Mapping,
  type PathMapping,
  type Take,
  type TemplateMapping,
} from '@millrace/model';
import { compilePath, type CompiledPath } from '../path/compiled-path.ts';
import { emptyValue, missingPath, nothingSelected } from '../path/missing-path.ts';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { compileTemplate, type CompiledTemplate } from '../template/compiled-template.ts';
import type { Work } from '../work.ts';
import { compileBuilt } from './compile-built.ts';
import { convert } from './convert.ts';
import type { Around, Dialect, Evaluate, Evaluation, FieldRule } from './evaluation.ts';
import { substitute } from './substitute.ts';

const FLOW: Dialect = { lenient: false };

/** Where a whole mapping stands that is for a field. */
export function aroundWhole(rule: FieldRule, dialect: Dialect = FLOW): Around {
  return { rule, depth: 0, loops: 0, counted: true, dialect };
}

/** Turns a mapping into closures. Paths and templates that are not valid throw when they are evaluated. */
export function compileMapping(mapping: Mapping, around: Around): Evaluate {
  if (around.depth > MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(mapping)) return compileList(mapping, around);
  if (typeof mapping !== 'object' || mapping === null) return constant(mapping, around);
  if (isExactNumber(mapping)) return constant(mapping, around);
  if (isPathMapping(mapping)) return compilePathMapping(mapping, around);
  if (isTemplateMapping(mapping)) return compileTemplateMapping(mapping, around);
  if (isLiteralMapping(mapping)) return constant(mapping.$literal, around);
  if (isBuiltMapping(mapping)) return compileBuilt(mapping, around, compileMapping);
  return compileObject(mapping, around);
}

/** Outside of loops the document itself bounds what its constants give. */
function constant(value: JsonValue, { loops, counted }: Around): Evaluate {
  if (loops === 0 || !counted) return () => value;
  return ({ budget }) => {
    budget.spend(value);
    return value;
  };
}

/** The same of a list or an object, whose members count themselves. */
function container(evaluate: Evaluate, { loops, counted }: Around): Evaluate {
  if (loops === 0 || !counted) return evaluate;
  return (evaluation) => {
    evaluation.budget.count();
    return evaluate(evaluation);
  };
}

function memberOf(around: Around, key: string | number): Around {
  return { ...around, rule: around.rule.member(key), depth: around.depth + 1 };
}

function compileList(list: readonly Mapping[], around: Around): Evaluate {
  const members = list.map((member, index) => compileMapping(member, memberOf(around, index)));
  return container((evaluation) => {
    const values: JsonValue[] = [];
    for (const member of members) {
      const value = member(evaluation);
      if (value !== undefined) values.push(value);
    }
    return values;
  }, around);
}

function compileObject(object: Readonly<Record<string, Mapping>>, around: Around): Evaluate {
  const members = Object.entries(object).map(
    ([key, member]) => [key, compileMapping(member, memberOf(around, key))] as const,
  );
  const vanishes = around.dialect.lenient && members.length > 0;
  return container((evaluation) => {
    const values: [string, JsonValue][] = [];
    for (const [key, member] of members) {
      const value = member(evaluation);
      if (value !== undefined) values.push([key, value]);
    }
    if (vanishes && values.length === 0) return undefined;
    // Defines own members, also one named __proto__, which an assignment would not.
    return Object.fromEntries(values);
  }, around);
}

function compilePathMapping(mapping: PathMapping, { rule, counted }: Around): Evaluate {
  const { $path: text, as, take } = mapping;
  const missing = mapping.missing ?? rule.missing;
  let path: CompiledPath | undefined;
  return (evaluation) => {
    path ??= compilePath(text);
    const value = taken(path, take, evaluation);
    if (value !== undefined && !isNothing(value, mapping)) {
      if (counted) evaluation.budget.spend(value);
      return as === undefined ? value : converted(value, as, text, evaluation.work);
    }
    const otherwise = missing ?? evaluation.missing;
    if (otherwise !== 'error') return substitute(otherwise, evaluation, counted);
    if (value !== undefined) throw emptyValue(text, value);
    throw path.steps === undefined
      ? nothingSelected(text)
      : missingPath(evaluation.data, path.steps);
  };
}

function compileTemplateMapping(mapping: TemplateMapping, { rule, counted }: Around): Evaluate {
  const { $template: source, as } = mapping;
  const missing = mapping.missing ?? rule.missing;
  const { html, url = false } = rule;
  let template: CompiledTemplate | undefined;
  return (evaluation) => {
    try {
      template ??= compileTemplate(source);
      const { work } = evaluation;
      const typed = as === 'json' ? template.value : undefined;
      if (typed !== undefined) {
        const value = typed(evaluation.data, { ...evaluation.given, work });
        if (counted) evaluation.budget.spend(value);
        if (isNothing(value, mapping)) throw emptyValue('the template', value);
        return value;
      }
      const text = template.render(evaluation.data, { ...evaluation.given, html, url, work });
      if (counted) evaluation.budget.spend(text);
      if (isNothing(text, mapping)) throw emptyValue('the template', text);
      return as === undefined ? text : converted(text, as, 'the template', work);
    } catch (error) {
      const otherwise = missing ?? evaluation.missing;
      const absent = isAppError(error) && error.code === 'PATH_MISSING';
      if (!absent || otherwise === 'error') throw error;
      return substitute(otherwise, evaluation, counted);
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
