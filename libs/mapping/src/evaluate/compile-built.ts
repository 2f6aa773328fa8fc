import {
  isEachMapping,
  isEntriesMapping,
  isJsonObject,
  isMergeMapping,
  isPickMapping,
  type BuiltMapping,
  type EncodeMapping,
  type JsonValue,
  type Mapping,
  type MergeMapping,
} from '@millrace/model';
import { PATH_LIMITS } from '../path/path-limits.ts';
import { compileEach, compileEntries } from './compile-loop.ts';
import { compilePick } from './compile-pick.ts';
import { cannotBecome } from './convert.ts';
import type { Around, Compile, Evaluate } from './evaluation.ts';
import { sourceOf } from './items.ts';

/** Turns a form that builds a value out of other mappings into closures. */
export function compileBuilt(
  mapping: BuiltMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  const inside: Around = { ...around, depth: around.depth + 1 };
  if (isEachMapping(mapping)) return compileEach(mapping, inside, compile);
  if (isEntriesMapping(mapping)) return compileEntries(mapping, inside, compile);
  if (isMergeMapping(mapping)) return compileMerge(mapping, inside, compile);
  if (isPickMapping(mapping)) return compilePick(mapping, inside, compile);
  return compileEncode(mapping, inside, compile);
}

/** Omitted when all its parts are; the parts are looked at, and the whole counted once. */
function compileMerge(
  { $merge }: MergeMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  const parts = $merge.map(
    (part) => [compile(part, { ...around, counted: false }), sourceOf(part, '$merge')] as const,
  );
  const { counted } = around;
  return (evaluation) => {
    const merged = new Map<string, JsonValue>();
    let isThere = parts.length === 0;
    for (const [part, source] of parts) {
      const value = part(evaluation);
      if (value === undefined) continue;
      if (!isJsonObject(value)) throw cannotBecome(value, source, 'JSON object', NO_OBJECT);
      const keys = Object.keys(value);
      evaluation.work.spend(keys.length / PATH_LIMITS.visits);
      for (const key of keys) merged.set(key, value[key] ?? null);
      isThere = true;
    }
    if (!isThere) return undefined;
    const whole = Object.fromEntries(merged);
    if (counted) evaluation.budget.spend(whole);
    return whole;
  };
}

const NO_OBJECT = 'Put objects together. With "empty": "missing", null counts as nothing there.';

function compileEncode(
  { $encode: codec, of, as }: EncodeMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  // What is encoded is about as large as what comes of it, so it is counted instead.
  const value = compile(of, { ...around, counted: true });
  const { encode } = around.dialect;
  return (evaluation) => {
    const plain = value(evaluation);
    if (plain === undefined) return undefined;
    if (encode === undefined) throw cannotBecome(plain, '$encode', codec, NO_CODECS);
    return encode(codec, plain, as);
  };
}

const NO_CODECS = 'Values are encoded in manifests of connectors only.';
