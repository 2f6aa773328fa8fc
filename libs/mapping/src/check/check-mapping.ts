import {
  isBuiltMapping,
  isJsonObject,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type Field,
  type Mapping,
} from '@millrace/model';
import { checkBraces } from './check-braces.ts';
import { checkBuilt } from './check-built.ts';
import { checkLeaf } from './check-leaf.ts';
import { checkMembers, missingInside } from './check-members.ts';
import { checkValue } from './check-value.ts';
import type { MappingPlace } from './flow-facts.ts';
import { inferMapping, type Given } from './infer-mapping.ts';

/**
 * Checks a mapping with all that is in it, against the field it is for when one is known. Gives what it
 * gives, or undefined when that is not worth judging further.
 */
export function checkMapping(
  place: MappingPlace,
  mapping: Mapping,
  field?: Field,
): Given | undefined {
  if (isPathMapping(mapping) || isTemplateMapping(mapping)) {
    return judged(place, mapping, checkLeaf(place, mapping), field);
  }
  if (isBuiltMapping(mapping)) return checkBuilt(place, mapping, field);
  const given = inferMapping(mapping, place.scope, place.missing);
  if (Array.isArray(mapping)) return checkList(place, mapping, given, field);
  if (isJsonObject(mapping) && !isLiteralMapping(mapping)) {
    const takesMembers = field?.type === 'object' || field?.type === 'map';
    if (field !== undefined && !takesMembers) checkValue(place, mapping, given.schema, field);
    checkMembers(place, mapping, field);
    return given;
  }
  if (typeof mapping === 'string' && !checkBraces(place, mapping)) return undefined;
  return judged(place, mapping, given, field);
}

function judged(
  place: MappingPlace,
  mapping: Mapping,
  given: Given | undefined,
  field: Field | undefined,
): Given | undefined {
  if (given !== undefined && field !== undefined) checkValue(place, mapping, given.schema, field);
  return given;
}

function checkList(
  place: MappingPlace,
  list: readonly Mapping[],
  given: Given,
  field: Field | undefined,
): Given {
  const takesItems = field?.type === 'list';
  if (field !== undefined && !takesItems) checkValue(place, [...list], given.schema, field);
  const missing = missingInside(place, takesItems);
  list.forEach((member, index) => {
    const own = { field: [...place.field, index], substitute: 'omit' as const };
    const inner = { ...place, ...own, missing };
    checkMapping(inner, member, takesItems ? field.items : undefined);
  });
  return given;
}
