import {
  fixedChoices,
  isJsonNumber,
  mappingForm,
  type Field,
  type Mapping,
  type MappingForm,
} from '@millrace/model';

/** The control a field is edited with. */
export type FieldShape =
  | 'path'
  | 'text'
  | 'secret'
  | 'boolean'
  | 'choice'
  | 'list'
  | 'object'
  | 'map'
  | 'union'
  | 'file'
  | 'json';

/** Forms that are shown in one way whatever the field. */
const OWN_SHAPES: Readonly<Partial<Record<MappingForm, FieldShape>>> = {
  path: 'path',
  template: 'text',
  each: 'json',
  entries: 'json',
  merge: 'json',
  pick: 'json',
  encode: 'json',
};

/** The controls that can show the others. */
const FITTING: Readonly<Partial<Record<MappingForm, readonly FieldShape[]>>> = {
  object: ['object', 'map', 'union', 'json'],
  list: ['list', 'json'],
  value: ['text', 'secret', 'boolean', 'choice', 'json'],
};

/**
 * The control that can show this value of this field without changing it: the one of the field's
 * type when the value fits it, a path, a text, or else JSON.
 */
export function fieldShape(field: Field, value: Mapping | undefined): FieldShape {
  const form = value === undefined || value === null ? 'unset' : mappingForm(value);
  const own = form === 'unset' ? undefined : OWN_SHAPES[form];
  if (own !== undefined) return own;
  if (form === 'literal') return isTextual(value) ? 'text' : 'json';
  const wanted = wantedShape(field);
  if (form === 'unset') return wanted;
  if (FITTING[form]?.includes(wanted) === true && canShow(wanted, field, value)) return wanted;
  return form === 'value' ? 'text' : 'json';
}

/** True when the control of a field can show a value of the form it takes. */
function canShow(shape: FieldShape, field: Field, value: Mapping | undefined): boolean {
  if (shape === 'boolean') return typeof value === 'boolean';
  if (shape === 'choice') return isChoice(field, value);
  return shape !== 'union' || isOneOption(field, value);
}

function wantedShape(field: Field): FieldShape {
  if (isListed(field)) return 'choice';
  switch (field.type) {
    case 'boolean':
    case 'choice':
    case 'list':
    case 'object':
    case 'map':
    case 'union':
    case 'file':
    case 'json':
    case 'secret':
      return field.type;
    default:
      return 'text';
  }
}

function isTextual(value: Mapping | undefined): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$literal' in value &&
    typeof value.$literal === 'string'
  );
}

/** True when the account defines the choices: any id is one then. */
function isListed({ choices }: Field): boolean {
  return choices !== undefined && !Array.isArray(choices);
}

/** A union holds one of its options and nothing else. */
function isOneOption({ options = {} }: Field, value: Mapping | undefined): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 0 || (keys.length === 1 && Object.hasOwn(options, keys[0] ?? ''));
}

function isChoice(field: Field, value: Mapping | undefined): boolean {
  if (isListed(field)) return typeof value === 'string' || isJsonNumber(value);
  return fixedChoices(field).some((choice) => choice.value === value);
}
