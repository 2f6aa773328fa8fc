import {
  compileManifestCondition,
  conditionReads,
  type ManifestCondition,
} from '@millrace/mapping';
import { type Condition, type Field, type JsonValue, type Mapping } from '@millrace/model';
import { literalValue } from './literal-value.ts';

interface Asked {
  holds: ManifestCondition;
  /** The members beside the field that it reads. */
  reads: readonly string[];
}

const compiled = new WeakMap<Condition, Asked>();

/**
 * True when a field is to be shown beside these values. What `show_when` asks for may come from the
 * data: the field is shown then, because it may be needed.
 */
export function isShown(
  { show_when: condition }: Field,
  beside: Readonly<Record<string, Mapping>>,
): boolean {
  if (condition === undefined) return true;
  const { holds, reads } = askedBy(condition);
  const values: Record<string, JsonValue> = {};
  for (const key of reads) {
    const mapping = beside[key];
    if (mapping === undefined) continue;
    const literal = literalValue(mapping);
    if (literal === undefined) return true;
    values[key] = literal;
  }
  return holds(values);
}

function askedBy(condition: Condition): Asked {
  const known = compiled.get(condition);
  if (known !== undefined) return known;
  const asked = {
    holds: compileManifestCondition(condition),
    reads: conditionReads(condition).flatMap(({ path }) => /^\$\.(\w+)/.exec(path)?.[1] ?? []),
  };
  compiled.set(condition, asked);
  return asked;
}
