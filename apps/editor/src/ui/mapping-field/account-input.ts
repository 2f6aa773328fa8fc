import { compileManifestMapping, mappingReads, type ManifestMapping } from '@millrace/mapping';
import type { Field, JsonObject, JsonValue, Mapping, Use } from '@millrace/model';
import { literalValue } from './literal-value.ts';
import { isUnset } from './mapping-text.ts';

/** What a list or shape is asked with, or the inputs that stand in the way. */
export type AccountInput =
  | { ok: true; input: JsonObject }
  | { ok: false; why: 'missing' | 'mapped'; fields: readonly string[] };

interface Reader {
  /** The inputs of the step that it reads. */
  reads: readonly string[];
  members: readonly (readonly [string, ManifestMapping])[];
}

const readers = new WeakMap<Use, Reader>();

/** The keys of the inputs that a list or shape depends on. */
export function readsOf(use: Use): readonly string[] {
  return readerOf(use).reads;
}

/** What `with` gives for the inputs of a step; those it needs must be there, and be no mappings. */
export function accountInput(
  use: Use,
  given: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): AccountInput {
  const { reads, members } = readerOf(use);
  const missing: string[] = [];
  const mapped: string[] = [];
  const values: Record<string, JsonValue> = {};
  for (const key of reads) {
    const field = fields.find((one) => one.key === key);
    const mapping = given[key] ?? field?.default;
    const value = mapping === undefined ? undefined : literalValue(mapping);
    if (isUnset(mapping)) {
      if (field?.required === true) missing.push(field.label);
    } else if (value === undefined) mapped.push(field?.label ?? key);
    else values[key] = value;
  }
  if (missing.length > 0) return { ok: false, why: 'missing', fields: missing };
  if (mapped.length > 0) return { ok: false, why: 'mapped', fields: mapped };
  return { ok: true, input: inputOf(members, values) };
}

function inputOf(members: Reader['members'], input: JsonObject): JsonObject {
  const read = members.flatMap(([name, evaluate]) => {
    const value = evaluate({ input });
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(read);
}

function readerOf(use: Use): Reader {
  const known = readers.get(use);
  if (known !== undefined) return known;
  const mappings = Object.entries(use.with ?? {});
  const reader = {
    reads: [...new Set(mappings.flatMap(([, mapping]) => inputsRead(mapping)))],
    members: mappings.map(([name, mapping]) => [name, compileManifestMapping(mapping)] as const),
  };
  readers.set(use, reader);
  return reader;
}

function inputsRead(mapping: Mapping): string[] {
  return mappingReads(mapping).flatMap(({ path }) => /^\$\.input\.(\w+)/.exec(path)?.[1] ?? []);
}
