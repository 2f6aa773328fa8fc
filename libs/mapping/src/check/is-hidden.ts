import { isLiteralMapping, type Field, type JsonValue, type Mapping } from '@millrace/model';
import { compileManifestCondition } from '../evaluate/manifest-mapping.ts';
import { conditionReads } from '../evaluate/references.ts';

/**
 * True when what is written beside a field hides it: it is neither required nor sent then. What its
 * condition asks for may come from the data, which may show it.
 */
export function isHidden(
  { show_when: condition }: Field,
  beside: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): boolean {
  if (condition === undefined) return false;
  const values: Record<string, JsonValue> = {};
  for (const { path } of conditionReads(condition)) {
    const key = /^\$\.(\w+)/.exec(path)?.[1] ?? '';
    const mapping = Object.hasOwn(beside, key) ? beside[key] : undefined;
    const preset = fields.find((field) => field.key === key)?.default;
    const value = mapping === undefined ? preset : fixedValue(mapping);
    if (value === undefined && mapping !== undefined) return false;
    if (value !== undefined) values[key] = value;
  }
  return !compileManifestCondition(condition)(values);
}

/** The value of a mapping that reads nothing; undefined for one that may. */
function fixedValue(mapping: Mapping): JsonValue | undefined {
  if (isLiteralMapping(mapping)) return mapping.$literal;
  return typeof mapping === 'object' && mapping !== null ? undefined : mapping;
}
