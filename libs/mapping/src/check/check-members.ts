import {
  fixedMembers,
  mappingForm,
  nearest,
  type Field,
  type Mapping,
  type Missing,
} from '@millrace/model';
import { checkMapping } from './check-mapping.ts';
import type { MappingPlace } from './flow-facts.ts';
import { isAsked } from './is-asked.ts';
import { sourceFor } from './source-for.ts';

/** Checks named values against the fields they are for: those of an object, or the values of a map. */
export function checkMembers(
  place: MappingPlace,
  members: Readonly<Record<string, Mapping>>,
  field: Field | undefined,
): void {
  if (field?.type === 'object' && Array.isArray(field.fields)) {
    return checkFields(place, members, fixedMembers(field));
  }
  const items = field?.type === 'map' ? field.items : undefined;
  const isFree = field?.type === 'map' || field?.type === 'object';
  const missing = missingInside(place, isFree);
  for (const [key, member] of Object.entries(members)) {
    checkMapping(memberPlace(place, key, key, missing), member, items);
  }
}

/** What finding nothing means inside of a value: in free JSON it is an error, as it is in a run. */
export function missingInside(place: MappingPlace, isOfField: boolean): Missing {
  return isOfField || place.takesMissing === true ? place.missing : 'error';
}

/** Checks the input of an action, or an object in it, against its fields. */
export function checkFields(
  place: MappingPlace,
  members: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): void {
  const renamed = new Set<string>();
  for (const [key, member] of Object.entries(members)) {
    const field = fields.find((one) => one.key === key);
    if (field === undefined) {
      renamed.add(reportUnknown(place, key, member, members, fields) ?? '');
      checkMapping(memberPlace(place, key, key, 'error'), member);
    } else if (!isUnset(field, member)) {
      const missing = field.required === true ? 'error' : 'omit';
      checkMapping(memberPlace(place, key, field.label, missing), member, field);
      if (field.constant === true && !isConstant(member)) reportMapped(place, field);
    }
  }
  reportMissing(place, members, fields, renamed);
}

function reportMissing(
  place: MappingPlace,
  members: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
  renamed: ReadonlySet<string>,
): void {
  for (const field of fields) {
    const member = Object.hasOwn(members, field.key) ? members[field.key] : undefined;
    const isGiven = member !== undefined && !isUnset(field, member);
    // Where a key is only mistyped, its own finding says all.
    if (!isGiven && !renamed.has(field.key) && isNeeded(field, members, fields)) {
      reportUnmapped(place, field, member);
    }
  }
}

function isNeeded(
  field: Field,
  members: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): boolean {
  const isRequired = field.required === true && field.default === undefined;
  return isRequired && isAsked(field, members, fields);
}

function memberPlace(
  place: MappingPlace,
  key: string,
  label: string,
  missing: Missing,
): MappingPlace {
  const own = place.label === '' ? label : `${place.label} → ${label}`;
  const substitute = missing === 'error' && place.substitute === undefined ? undefined : 'omit';
  return { ...place, field: [...place.field, key], label: own, missing, substitute };
}

/** A form leaves null or an empty text where nothing was entered; only `json` means them. */
function isUnset(field: Field, mapping: Mapping): boolean {
  const value = typeof mapping === 'object' && mapping !== null ? textOf(mapping) : mapping;
  return field.type !== 'json' && (value === null || value === '');
}

function textOf(mapping: object): unknown {
  if ('$literal' in mapping) return mapping.$literal;
  return '$template' in mapping ? mapping.$template : undefined;
}

function isConstant(mapping: Mapping): boolean {
  return typeof mapping !== 'object' || mapping === null || '$literal' in mapping;
}

/** What becomes part of a statement must not come from an event: whoever sends it could write the statement. */
function reportMapped({ report, field: at }: MappingPlace, { key, label }: Field): void {
  report.add({
    kind: 'not_constant',
    severity: 'error',
    field: [...at, key],
    message: `${label} takes only text that is written here, no value of an event or a step.`,
    hint: 'Write it out, and bind values where the step has a field for them.',
  });
}

function reportUnmapped(place: MappingPlace, field: Field, member: Mapping | undefined): void {
  const { report } = place;
  const at = [...place.field, field.key];
  const source = sourceFor(place.scope, field);
  report.add({
    kind: 'required_field_unmapped',
    severity: 'error',
    field: at,
    message: `${field.label} is required${member === undefined ? '' : ', but it is empty'}.`,
    hint:
      source === undefined
        ? 'Choose a value for it.'
        : `Choose a value for it, for example ${source}.`,
    ...(source !== undefined && report.fix(`Use ${source}`, at, { $path: source })),
  });
}

/** Gives the key of the field that was meant, if that is clear. */
const WITH_MEMBERS: readonly Field['type'][] = ['object', 'map', 'union', 'json'];

/** Members that are written out are for a field that has some. */
function mayTake({ type }: Field, member: Mapping): boolean {
  return mappingForm(member) !== 'object' || WITH_MEMBERS.includes(type);
}

function reportUnknown(
  place: MappingPlace,
  key: string,
  member: Mapping,
  members: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
): string | undefined {
  const { report } = place;
  const free = fields.filter(
    (field) => !Object.hasOwn(members, field.key) && mayTake(field, member),
  );
  const meant =
    nearest(
      key,
      free.map((field) => field.key),
    ) ?? free.find(({ label }) => label.toLowerCase() === key.toLowerCase())?.key;
  const at = [...place.field, key];
  report.add({
    kind: 'unknown_field',
    severity: 'error',
    field: at,
    message: `"${key}" is not a field here.`,
    hint: meant === undefined ? 'Take it away.' : `Did you mean "${meant}"?`,
    ...(meant === undefined
      ? report.fix(`Take "${key}" away`, at, undefined)
      : report.renamed(`Rename it to "${meant}"`, place.field, key, meant, member)),
  });
  return meant;
}
