import {
  isAppError,
  isExactNumber,
  isJsonObject,
  isPathMapping,
  type JsonValue,
  type Mapping,
  type PickMapping,
} from '@millrace/model';
import { compilePath } from '../path/compiled-path.ts';
import { missingPath, nothingSelected } from '../path/missing-path.ts';
import { childOf } from '../path/path-select.ts';
import type { PathStep } from '../path/path-tree.ts';
import type { Around, Compile, Evaluate, FieldRule } from './evaluation.ts';
import { sourceOf } from './items.ts';
import { substitute } from './substitute.ts';

/**
 * `$pick`: a key that is text names a member, a number a position, from the end when it is negative. Its
 * `missing` is also meant for what it picks from, and for the key.
 */
export function compilePick(
  mapping: PickMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  const { counted, rule } = around;
  const looked = { ...around, rule: keptRule(rule), counted: false };
  const source = compile(mapping.$pick, looked);
  const keyed = compile(mapping.key, looked);
  const missing = mapping.missing ?? rule.missing;
  return (evaluation) => {
    const otherwise = missing ?? evaluation.missing;
    try {
      const from = source(evaluation);
      const key = keyed(evaluation);
      const found = from === undefined || key === undefined ? undefined : pick(from, key);
      if (found !== undefined) {
        if (counted) evaluation.budget.spend(found);
        return found;
      }
      if (otherwise === 'error') throw nothingThere(mapping, from, key);
    } catch (error) {
      if (otherwise === 'error' || !isAppError(error) || error.code !== 'PATH_MISSING') throw error;
    }
    return substitute(otherwise, evaluation, counted);
  };
}

/** Text from inside goes into the same field, whatever its place was. */
function keptRule({ html, url = false }: FieldRule): FieldRule {
  const rule: FieldRule = { html, url, member: () => rule };
  return rule;
}

function pick(from: JsonValue, key: JsonValue): JsonValue | undefined {
  const step = stepOf(from, key);
  return step === undefined ? undefined : childOf(from, step);
}

const POSITION = /^(?:0|-?[1-9]\d{0,9})$/;

function stepOf(from: JsonValue, key: JsonValue): PathStep | undefined {
  if (typeof key === 'object' && !isExactNumber(key)) return undefined;
  const text = String(key);
  if (isJsonObject(from)) return text;
  return POSITION.test(text) ? Number(text) : undefined;
}

function nothingThere(
  { $pick: source, key: keyed }: PickMapping,
  from: JsonValue | undefined,
  key: JsonValue | undefined,
): Error {
  if (from === undefined) return nothingSelected(sourceOf(source, '$pick'));
  const step = key === undefined ? undefined : stepOf(from, key);
  if (step === undefined) return nothingSelected(sourceOf(keyed, 'key'));
  const base = isPathMapping(source) ? compilePath(source.$path).steps : undefined;
  return missingPath(from, [step], base ?? ['this']);
}
