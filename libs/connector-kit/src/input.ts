import {
  AppError,
  fixedChoices,
  fixedMembers,
  isDateText,
  isEmailText,
  isFileHandle,
  isJsonNumber,
  isJsonObject,
  isTimeText,
  isWhole,
  jsonTypeOf,
  nearest,
  pointer,
  summarise,
  type ActionInfo,
  type Fault,
  type Field,
  type FieldType,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import {
  compileManifestCondition,
  compilePattern,
  type ManifestCondition,
} from '@millrace/mapping';

type Check = (value: JsonValue, field: Field, path: readonly string[]) => Fault[];

/** One rule a field type: a table, so a new type cannot be forgotten. */
const CHECKS: Readonly<Record<FieldType, Check>> = {
  string: isText,
  text: isText,
  html: isText,
  markdown: isText,
  secret: isText,
  email: textLike(isEmailText, 'an e-mail address'),
  url: (value, field, path) =>
    typeof value === 'string' && URL.canParse(value)
      ? []
      : fault(path, field, value, 'a full address such as https://example.com'),
  number: isNumber,
  integer: (value, field, path) =>
    isJsonNumber(value) && isWhole(value) ? [] : fault(path, field, value, 'a whole number'),
  boolean: (value, field, path) =>
    typeof value === 'boolean' ? [] : fault(path, field, value, 'true or false'),
  date: textLike(isDateText, 'a date such as 2026-11-21 or 2026-11-21T08:00:00Z'),
  datetime: textLike(isDateText, 'a time such as 2026-11-21T08:00:00Z'),
  time: textLike(isTimeText, 'a time such as 08:00'),
  choice: (value, field, path) => {
    if (!Array.isArray(field.choices)) return isId(value, field, path);
    const values = fixedChoices(field).map((choice) => choice.value);
    const known = typeof value === 'string' && values.includes(value);
    return known ? [] : fault(path, field, value, `one of ${values.join(', ')}`);
  },
  list: (value, field, path) => {
    if (!Array.isArray(value)) return fault(path, field, value, 'a list');
    const { items } = field;
    if (items === undefined) return [];
    return value.flatMap((item, index) => checkValue(items, item, [...path, String(index)]));
  },
  object: (value, field, path) => {
    if (!isJsonObject(value)) return fault(path, field, value, 'an object');
    if (!Array.isArray(field.fields)) return [];
    const fields = fixedMembers(field);
    return checkMembers(fields, shownFields(fields, value), value, path);
  },
  map: (value, field, path) => {
    if (!isJsonObject(value)) return fault(path, field, value, 'an object');
    const { items } = field;
    if (items === undefined) return [];
    return Object.entries(value).flatMap(([key, member]) =>
      checkValue(items, member, [...path, key]),
    );
  },
  union: (value, field, path) => {
    const options = Object.entries(field.options ?? {});
    const wanted = `an object with one of ${options.map(([key]) => key).join(', ')}`;
    if (!isJsonObject(value)) return fault(path, field, value, wanted);
    const chosen = options.filter(([key]) => Object.hasOwn(value, key));
    const [[key, option] = []] = chosen;
    const isOne = chosen.length === 1 && Object.keys(value).length === 1;
    if (!isOne || key === undefined || option === undefined) {
      return fault(path, field, value, wanted);
    }
    return checkValue(option, value[key] ?? null, [...path, key]);
  },
  file: (value, field, path) =>
    isFileHandle(value) ? [] : fault(path, field, value, 'a file of an earlier step'),
  json: () => [],
};

/** What does not fit in an action's input: missing fields, wrong types, unknown keys. */
export function checkInput(fields: readonly Field[], input: JsonObject): Fault[] {
  return checkMembers(fields, shownFields(fields, input), input, []);
}

/** The INPUT_INVALID of an action, with what does not fit. */
export function inputError(action: string, faults: readonly Fault[]): AppError {
  return new AppError(
    'INPUT_INVALID',
    { action, summary: summarise(faults) },
    { details: { faults: [...faults] } },
  );
}

/** The input of an action, checked and completed. Throws INPUT_INVALID naming each field that does not fit. */
export function checkedInput(
  { label, input: fields }: Pick<ActionInfo, 'label' | 'input'>,
  input: JsonObject,
): JsonObject {
  const shown = shownFields(fields, input);
  const faults = checkMembers(fields, shown, input, []);
  if (faults.length > 0) throw inputError(label, faults);
  return completed(shown, input);
}

/** A checked input with defaults filled in and empty values left out. */
export function completeInput(fields: readonly Field[], input: JsonObject): JsonObject {
  return completed(shownFields(fields, input), input);
}

function completed(shown: readonly Field[], input: JsonObject): JsonObject {
  const complete: JsonObject = {};
  for (const field of shown) {
    const given = memberOf(field, input);
    const value = given === undefined ? (emptied(field, input) ?? field.default) : given;
    if (value !== undefined) complete[field.key] = completeValue(field, value);
  }
  return complete;
}

function completeValue(field: Field, value: JsonValue): JsonValue {
  if (field.type === 'object' && isJsonObject(value) && Array.isArray(field.fields)) {
    return completeInput(fixedMembers(field), value);
  }
  const { items } = field;
  if (field.type !== 'list' || items === undefined || !Array.isArray(value)) return value;
  return value.map((item) => completeValue(items, item));
}

/** What a field that somebody emptied sends, where that clears a value at the application. */
function emptied({ key, empty }: Field, input: JsonObject): JsonValue | undefined {
  if (empty === undefined || empty === 'omit' || !Object.hasOwn(input, key)) return undefined;
  return empty === 'null' ? null : '';
}

/** The values as a person sees them: with what stands in a field that nobody filled in. */
function withDefaults(fields: readonly Field[], input: JsonObject): JsonObject {
  const filled: JsonObject = { ...input };
  for (const field of fields) {
    const value = memberOf(field, input) ?? field.default;
    if (value !== undefined) filled[field.key] = value;
  }
  return filled;
}

/** Those of the fields that are shown beside these values: only they are required and sent. */
function shownFields(fields: readonly Field[], values: JsonObject): readonly Field[] {
  if (fields.every(({ show_when: condition }) => condition === undefined)) return fields;
  const beside = withDefaults(fields, values);
  return fields.filter((field) => isShown(field, beside));
}

function checkMembers(
  fields: readonly Field[],
  shown: readonly Field[],
  value: JsonObject,
  path: readonly string[],
): Fault[] {
  const faults = shown.flatMap((field) => checkMember(field, value, [...path, field.key]));
  for (const key of Object.keys(value)) {
    if (fields.some((field) => field.key === key)) continue;
    faults.push({ path: pointer([...path, key]), message: unknownField(key, fields) });
  }
  return faults;
}

const conditions = new WeakMap<object, ManifestCondition>();

/** What `show_when` says over the values beside it; what is not shown is neither required nor sent. */
function isShown({ show_when: condition }: Field, beside: JsonObject): boolean {
  if (condition === undefined) return true;
  const compiled = conditions.get(condition) ?? compileManifestCondition(condition);
  conditions.set(condition, compiled);
  return compiled(beside);
}

function checkMember(field: Field, parent: JsonObject, path: readonly string[]): Fault[] {
  const value = memberOf(field, parent);
  if (value !== undefined) return checkValue(field, value, path);
  return field.required === true && field.default === undefined
    ? [{ path: pointer(path), message: `${field.label} (${path.join('.')}) is required.` }]
    : [];
}

/** A form leaves null or an empty text where nothing was entered; only `json` means them. */
function memberOf(field: Field, parent: JsonObject): JsonValue | undefined {
  const value = Object.hasOwn(parent, field.key) ? parent[field.key] : undefined;
  const empty = field.type !== 'json' && (value === null || value === '');
  return empty ? undefined : value;
}

function unknownField(key: string, fields: readonly Field[]): string {
  const known = fields.map((field) => field.key);
  const meant = nearest(key, known);
  return `"${key}" is not a field here.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

function checkValue(field: Field, value: JsonValue, path: readonly string[]): Fault[] {
  const faults = CHECKS[field.type](value, field, path);
  return faults.length > 0 ? faults : checkBounds(field, value, path);
}

/** Least and most of a number, a text's characters or a list's items, and the pattern of a text. */
function checkBounds(field: Field, value: JsonValue, path: readonly string[]): Fault[] {
  const { min = -Infinity, max = Infinity, pattern } = field;
  const size = sizeOf(value);
  if (size !== undefined && (size < min || size > max)) {
    const noun = typeof value === 'string' ? ' characters' : Array.isArray(value) ? ' items' : '';
    return fault(path, field, value, boundsText(min, max) + noun);
  }
  if (pattern === undefined || typeof value !== 'string') return [];
  const example = field.placeholder === undefined ? '' : `, for example ${field.placeholder}`;
  const fits = compilePattern(pattern).search(value);
  return fits ? [] : fault(path, field, value, `text of the form ${pattern}${example}`);
}

function sizeOf(value: JsonValue): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isJsonNumber(value) ? Number(value) : undefined;
}

function boundsText(min: number, max: number): string {
  if (max === Infinity) return `at least ${min}`;
  return min === -Infinity ? `at most ${max}` : `${min} to ${max}`;
}

function isText(value: JsonValue, field: Field, path: readonly string[]): Fault[] {
  return typeof value === 'string' ? [] : fault(path, field, value, 'text');
}

/** An id of the account: what is typed or mapped is taken as it is. */
function isId(value: JsonValue, field: Field, path: readonly string[]): Fault[] {
  const takesNumbers = field.pattern === undefined;
  const fits = typeof value === 'string' || (takesNumbers && isJsonNumber(value));
  return fits ? [] : fault(path, field, value, takesNumbers ? 'an id' : 'an id as text');
}

function isNumber(value: JsonValue, field: Field, path: readonly string[]): Fault[] {
  return isJsonNumber(value) ? [] : fault(path, field, value, 'a number');
}

function textLike(fits: (text: string) => boolean, wanted: string): Check {
  return (value, field, path) =>
    typeof value === 'string' && fits(value) ? [] : fault(path, field, value, wanted);
}

function fault(path: readonly string[], field: Field, value: JsonValue, wanted: string): Fault[] {
  const type = jsonTypeOf(value);
  const name = path.join('.');
  const shown =
    type === 'list' ? 'a list' : type === 'object' ? 'an object' : JSON.stringify(value);
  return [
    {
      path: pointer(path),
      message: `${field.label} (${name}) is ${shown.slice(0, 80)}; it takes ${wanted}.`,
    },
  ];
}
