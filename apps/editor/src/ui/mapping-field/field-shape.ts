import { fixedChoices, mappingForm, type Field, type Mapping } from '@millrace/model';

/** The control a field is edited with. */
export type FieldShape =
  'path' | 'text' | 'secret' | 'boolean' | 'choice' | 'list' | 'object' | 'map' | 'json';

/**
 * The control that can show this value of this field without changing it: the one of the field's
 * type when the value fits it, a path, a text, or else JSON.
 */
export function fieldShape(field: Field, value: Mapping | undefined): FieldShape {
  const form = value === undefined || value === null ? 'unset' : mappingForm(value);
  if (form === 'path') return 'path';
  if (form === 'template') return 'text';
  if (form === 'literal') return isTextual(value) ? 'text' : 'json';
  const wanted = wantedShape(field);
  if (form === 'unset') return wanted;
  const fits: Record<'object' | 'list' | 'value', readonly FieldShape[]> = {
    object: ['object', 'map', 'json'],
    list: ['list', 'json'],
    value: ['text', 'secret', 'boolean', 'choice', 'json'],
  };
  if (!fits[form].includes(wanted)) return form === 'value' ? 'text' : 'json';
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
