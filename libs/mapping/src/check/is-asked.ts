import {
  isLiteralMapping,
  type Condition,
  type Field,
  type JsonObject,
  type Mapping,
} from '@millrace/model';
import { compileManifestCondition, type ManifestCondition } from '../evaluate/manifest-mapping.ts';
import { conditionReads } from '../evaluate/references.ts';

const compiled = new WeakMap<Condition, ManifestCondition>();

/**
 * True when a field is asked for beside these members, whatever the data: what its `show_when` reads is written
 * out, or is what stands in a field that nobody filled in.
 */
export function isAsked(
  { show_when: condition }: Field,
  members: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): boolean {
  if (condition === undefined) return true;
  const values: JsonObject = {};
  for (const { path } of conditionReads(condition)) {
    const [, key = ''] = /^\$\.(\w+)/.exec(path) ?? [];
    const member = Object.hasOwn(members, key) ? members[key] : undefined;
    if (member === undefined) {
      const preset = fields.find((field) => field.key === key)?.default;
      if (preset !== undefined) values[key] = preset;
    } else if (typeof member !== 'object' || member === null) values[key] = member;
    else if (isLiteralMapping(member)) values[key] = member.$literal;
    else return false;
  }
  const holds = compiled.get(condition) ?? compileManifestCondition(condition);
  compiled.set(condition, holds);
  return holds(values);
}
