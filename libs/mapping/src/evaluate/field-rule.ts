import { fixedMembers, type Field } from '@millrace/model';
import { NO_FIELD, type FieldRule } from './evaluation.ts';

/** The rules for an action's whole input, whose members are its fields. */
export function ruleOfInput(fields: readonly Field[]): FieldRule {
  return { html: false, member: (key) => ruleOf(fields.find((field) => field.key === key)) };
}

/** The rule of one field, of the members of an object, the items of a list and the values of a map. */
function ruleOf(field: Field | undefined): FieldRule {
  if (field === undefined) return NO_FIELD;
  const missing = field.required === true ? 'error' : 'omit';
  return {
    missing,
    html: field.type === 'html',
    url: field.type === 'url',
    member: (key) => memberRule(field, missing, key),
  };
}

function memberRule(field: Field, missing: 'error' | 'omit', key: string | number): FieldRule {
  if (field.type === 'object' && Array.isArray(field.fields)) {
    return ruleOf(fixedMembers(field).find((member) => member.key === key));
  }
  if (field.type === 'union') return ruleOf(field.options?.[key]);
  // Members that the account defines are optional, as the values of a map are.
  if (field.type !== 'list' && field.type !== 'map' && field.type !== 'object') return NO_FIELD;
  // An item is as necessary as its list, whatever its own field says: it has no place of its own.
  return { ...ruleOf(field.items), missing };
}
