import type { Condition } from '../condition.ts';
import { isExactNumber } from '../exact-number.ts';
import {
  isBuiltMapping,
  isEachMapping,
  isEntriesMapping,
  isLiteralMapping,
  isMergeMapping,
  isPathMapping,
  isPickMapping,
  isTemplateMapping,
  type BuiltMapping,
  type Mapping,
  type PathMapping,
  type TemplateMapping,
} from '../mapping.ts';
import type { BranchPath, BranchStep, Step } from './step.ts';

type Path = (string | number)[];

/** What becomes of one `$path` or `$template`, whose place in the step is `path`. */
export type MappingChange = (mapping: PathMapping | TemplateMapping, path: Path) => Mapping;

/** The step with each of its paths and templates changed: the one place that knows where they are. */
export function mapMappings(step: Step, change: MappingChange): Step {
  switch (step.kind) {
    case 'action':
      return { ...step, input: inMembers(step.input, ['input'], change) };
    case 'set':
      return { ...step, fields: inMembers(step.fields, ['fields'], change) };
    case 'filter':
      return { ...step, when: inCondition(step.when, ['when'], change) };
    case 'branch':
      return { ...step, paths: inPaths(step, change) };
    case 'for-each':
      return { ...step, items: mapMapping(step.items, ['items'], change) };
    case 'delay':
      return inOptional(step, 'until', change);
    case 'respond': {
      const headers = inMembers(step.headers, ['headers'], change);
      return inOptional({ ...step, headers }, 'body', change);
    }
    case 'stop':
      return inOptional(step, 'message', change);
    case 'call':
      return inOptional(step, 'body', change);
  }
}

/** Mappings of the steps inside are theirs: only the conditions belong to the branch. */
function inPaths({ paths }: BranchStep, change: MappingChange): BranchPath[] {
  return paths.map((path, index) => ({
    ...path,
    when: inCondition(path.when, ['paths', index, 'when'], change),
  }));
}

function inOptional<K extends string, S extends { [key in K]?: Mapping | undefined }>(
  step: S,
  key: K,
  change: MappingChange,
): S {
  const mapping = step[key];
  return mapping === undefined ? step : { ...step, [key]: mapMapping(mapping, [key], change) };
}

/** A mapping, whose place is `path`, with each path and template in it changed. */
export function mapMapping(mapping: Mapping, path: Path, change: MappingChange): Mapping {
  if (isPathMapping(mapping) || isTemplateMapping(mapping)) return change(mapping, path);
  if (isLiteralMapping(mapping) || typeof mapping !== 'object' || mapping === null) return mapping;
  if (isExactNumber(mapping)) return mapping;
  if (Array.isArray(mapping)) return inList(mapping, path, change);
  if (isBuiltMapping(mapping)) return inBuilt(mapping, path, change);
  return inMembers(mapping, path, change);
}

function inList(list: readonly Mapping[], path: Path, change: MappingChange): Mapping[] {
  return list.map((item, index) => mapMapping(item, [...path, index], change));
}

function inBuilt(mapping: BuiltMapping, path: Path, change: MappingChange): BuiltMapping {
  const at = (member: Mapping, key: string): Mapping => mapMapping(member, [...path, key], change);
  if (isEachMapping(mapping)) {
    const { $each, do: result, where } = mapping;
    const kept = where && { where: inCondition(where, [...path, 'where'], change) };
    return { ...mapping, $each: at($each, '$each'), do: at(result, 'do'), ...kept };
  }
  if (isEntriesMapping(mapping)) {
    const { $object, key, value } = mapping;
    return { $object: at($object, '$object'), key: at(key, 'key'), value: at(value, 'value') };
  }
  if (isMergeMapping(mapping))
    return { $merge: inList(mapping.$merge, [...path, '$merge'], change) };
  if (isPickMapping(mapping)) {
    return { ...mapping, $pick: at(mapping.$pick, '$pick'), key: at(mapping.key, 'key') };
  }
  return { ...mapping, of: at(mapping.of, 'of') };
}

function inMembers(
  members: Readonly<Record<string, Mapping>>,
  path: Path,
  change: MappingChange,
): Record<string, Mapping> {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [
      key,
      mapMapping(member, [...path, key], change),
    ]),
  );
}

function inCondition(condition: Condition, path: Path, change: MappingChange): Condition {
  const inEach = (list: readonly Condition[], key: string): Condition[] =>
    list.map((one, index) => inCondition(one, [...path, key, index], change));
  if ('all' in condition) return { all: inEach(condition.all, 'all') };
  if ('any' in condition) return { any: inEach(condition.any, 'any') };
  if ('not' in condition) return { not: inCondition(condition.not, [...path, 'not'], change) };
  const { left, right } = condition;
  return {
    ...condition,
    left: mapMapping(left, [...path, 'left'], change),
    ...(right === undefined ? {} : { right: mapMapping(right, [...path, 'right'], change) }),
  };
}
