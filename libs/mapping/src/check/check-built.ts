import {
  isEachMapping,
  isEncodeMapping,
  isEntriesMapping,
  isMergeMapping,
  type BuiltMapping,
  type EachMapping,
  type EntriesMapping,
  type Field,
  type Mapping,
} from '@millrace/model';
import { isWeak, typesOf, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { checkCondition } from './check-condition.ts';
import { checkMapping } from './check-mapping.ts';
import { missingInside } from './check-members.ts';
import { checkValue } from './check-value.ts';
import type { MappingPlace } from './flow-facts.ts';
import { scopeOfLoop } from './infer-built.ts';
import { inferMapping, isAlways, type Given } from './infer-mapping.ts';

/** Checks a form that builds a value out of other mappings, each of them for the data it sees. */
export function checkBuilt(
  place: MappingPlace,
  mapping: BuiltMapping,
  field: Field | undefined,
): Given {
  const given = inferMapping(mapping, place.scope, place.missing);
  if (isEachMapping(mapping)) checkEach(place, mapping, given, field);
  else if (isEntriesMapping(mapping)) checkEntries(place, mapping, given, field);
  else if (isMergeMapping(mapping)) {
    if (!takesMembers(field) && field !== undefined) {
      checkValue(place, mapping, given.schema, field);
    }
    mapping.$merge.forEach((part, index) => checkMapping(inside(place, '$merge', index), part));
  } else if (isEncodeMapping(mapping)) checkMapping(inside(place, 'of'), mapping.of);
  else {
    // What it picks from, and the key, may be missing where the result may.
    const missing = mapping.missing ?? place.missing;
    checkMapping({ ...inside(place, '$pick'), missing }, mapping.$pick);
    checkMapping({ ...inside(place, 'key'), missing }, mapping.key);
  }
  return given;
}

function checkEach(
  place: MappingPlace,
  mapping: EachMapping,
  given: Given,
  field: Field | undefined,
): void {
  const takesItems = field?.type === 'list';
  if (field !== undefined && !takesItems) checkValue(place, mapping, given.schema, field);
  const source = checkSource(place, '$each', mapping.$each);
  const { as, where } = mapping;
  if (where !== undefined) {
    const scope = scopeOfLoop(place.scope, source, as);
    checkCondition({ ...inside(place, 'where'), scope }, where);
  }
  const scope = scopeOfLoop(place.scope, source, as, where);
  const missing = missingInside(place, takesItems);
  const items = takesItems ? field.items : undefined;
  checkMapping({ ...inside(place, 'do'), scope, missing, substitute: 'omit' }, mapping.do, items);
}

function checkEntries(
  place: MappingPlace,
  mapping: EntriesMapping,
  given: Given,
  field: Field | undefined,
): void {
  if (field !== undefined && !takesMembers(field)) {
    checkValue(place, mapping, given.schema, field);
  }
  const scope = scopeOfLoop(place.scope, checkSource(place, '$object', mapping.$object));
  const missing = missingInside(place, field?.type === 'map');
  const values = field?.type === 'map' ? field.items : undefined;
  checkMapping({ ...inside(place, 'key'), scope, missing: 'error' }, mapping.key);
  checkMapping(
    { ...inside(place, 'value'), scope, missing, substitute: 'omit' },
    mapping.value,
    values,
  );
}

/** What a loop goes through; reports what is neither a list nor an object. */
function checkSource(place: MappingPlace, key: '$each' | '$object', mapping: Mapping): DataSchema {
  const at = inside(place, key);
  const given = checkMapping(at, mapping);
  if (given === undefined) return UNKNOWN;
  const { schema } = given;
  if (!isAlways(schema, 'string', 'number', 'boolean', 'null')) return schema;
  const [type = 'null'] = typesOf(schema);
  place.report.add({
    kind: 'wrong_type',
    severity: isWeak(schema) ? 'warning' : 'error',
    field: at.field,
    share: 1,
    message: `${place.label}: ${key} goes through a list or an object; this is ${type === 'null' ? 'null' : `a ${type}`}.`,
    hint: 'Choose the list to go through.',
  });
  return UNKNOWN;
}

function inside(place: MappingPlace, ...keys: (string | number)[]): MappingPlace {
  return { ...place, field: [...place.field, ...keys] };
}

function takesMembers(field: Field | undefined): boolean {
  return field?.type === 'object' || field?.type === 'map';
}
