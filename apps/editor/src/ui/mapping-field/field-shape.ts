import {
  fixedChoices,
  mappingForm,
  type Field,
  type Mapping,
  type MappingForm,
} from '@millrace/model';

/** The control a field is edited with. */
export type FieldShape =
  'path' | 'text' | 'secret' | 'boolean' | 'choice' | 'list' | 'object' | 'map' | 'json';

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
  object: ['object', 'map', 'json'],
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
  if (FITTING[form]?.includes(wanted) !== true) return form === 'value' ? 'text' : 'json';
  if (wanted === 'boolean' && typeof value !== 'boolean') return 'text';
  if (wanted === 'choice' && !isChoice(field, value)) return 'text';
  return wanted;
}

function wantedShape(field: Field): FieldShape {
  switch (field.type) {
    case 'boolean':
    case 'choice':
    case 'list':
    case 'object':
    case 'map':
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

function isChoice(field: Field, value: Mapping | undefined): boolean {
  return fixedChoices(field).some((choice) => choice.value === value);
}
