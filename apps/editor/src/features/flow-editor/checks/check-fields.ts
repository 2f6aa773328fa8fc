import { mappingForm, type Field, type Mapping } from '@millrace/model';
import { isUnset } from '../../../ui/mapping-field/mapping-text.ts';
import { membersOf } from '../../../ui/mapping-field/members.ts';

export interface FieldFault {
  /** The key of the outermost field, as the form shows it. */
  key: string;
  message: string;
}

/** What is wrong with an action's input for its fields: missing values and literals of a wrong type. */
export function fieldFaults(
  fields: readonly Field[],
  input: Readonly<Record<string, Mapping>>,
): FieldFault[] {
  return fields.flatMap((field) =>
    faultsOf(field, input[field.key]).map((message) => ({ key: field.key, message })),
  );
}

function faultsOf(field: Field, value: Mapping | undefined): string[] {
  if (isUnset(value)) {
    const needed = field.required === true && field.default === undefined;
    return needed ? [`${field.label} is required.`] : [];
  }
  if (value === undefined) return [];
  if (mappingForm(value) === 'object' && field.type === 'object') {
    const members = membersOf(value);
    return (field.fields ?? []).flatMap((member) => faultsOf(member, members[member.key]));
  }
  const fault = literalFault(field, value);
  return fault === undefined ? [] : [fault];
}

/** Why a literal is not of the field's type; paths and templates are judged by their value. */
function literalFault(field: Field, value: Mapping): string | undefined {
  if (mappingForm(value) !== 'value') return undefined;
  switch (field.type) {
    case 'number':
      return typeof value === 'number' ? undefined : `${field.label} takes a number.`;
    case 'integer':
      return Number.isInteger(value) ? undefined : `${field.label} takes a whole number.`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${field.label} is yes or no.`;
    case 'choice':
      return (field.choices ?? []).some((choice) => choice.value === value)
        ? undefined
        : `${field.label} does not have this choice.`;
    case 'list':
      return `${field.label} takes a list.`;
    case 'object':
    case 'map':
      return `${field.label} takes named values.`;
    default:
      return undefined;
  }
}
