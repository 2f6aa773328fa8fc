import {
  isBuiltMapping,
  isJsonNumber,
  isLiteralMapping,
  mappingForm,
  type JsonNumber,
} from '@millrace/model';
import type { JsonValue, Mapping } from '@millrace/model';
import { membersOf } from './members.ts';

/** The value of a mapping that reads no data; undefined for one that does. */
export function literalValue(mapping: Mapping): JsonValue | undefined {
  if (isLiteralMapping(mapping)) return mapping.$literal;
  if (Array.isArray(mapping)) {
    const items = mapping.map(literalValue);
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length ? known : undefined;
  }
  const form = mappingForm(mapping);
  if (form === 'path' || form === 'template' || isBuiltMapping(mapping)) return undefined;
  if (isScalar(mapping)) return mapping;
  const members: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(membersOf(mapping))) {
    const value = literalValue(member);
    if (value === undefined) return undefined;
    members[key] = value;
  }
  return members;
}

function isScalar(mapping: Mapping): mapping is string | JsonNumber | boolean | null {
  return mapping === null || typeof mapping !== 'object' || isJsonNumber(mapping);
}
