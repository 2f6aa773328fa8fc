import {
  AppError,
  isJsonObject,
  type Choice,
  type Field,
  type JsonObject,
  type JsonValue,
  type List,
  type Manifest,
  type Shape,
  type ShapeKind,
} from '@millrace/model';
import { compileManifestCondition, compilePath, type ManifestMapping } from '@millrace/mapping';
import { ownMember } from '../own-member.ts';
import { compileM } from './compile-request.ts';
import { compileSteps } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';

/** One choice that the account defines. */
export interface ListItem {
  value: string;
  label: string;
  note?: string;
  group?: string;
}

/**
 * Reads a list of choices at the application. `context.input` is what the field's `with` gives;
 * `context.extra.search` what the person looks for. Throws LIST_NOT_FOUND and what calls throw.
 */
export async function readList(
  manifest: Manifest,
  id: string,
  context: PlanContext,
): Promise<ListItem[]> {
  const list = ownMember(manifest.lists, id);
  if (list === undefined) throw notFound(manifest, id);
  const items = await itemsOf(manifest, list, context);
  const read = { value: compileM(list.value), label: compileM(list.label) };
  const note = list.note === undefined ? undefined : compileM(list.note);
  const group = list.group === undefined ? undefined : compileM(list.group);
  const base = { input: context.input, connection: context.account.data };
  return items.flatMap((item): ListItem[] => {
    const data = { ...base, item };
    const value = textOf(read.value(data));
    if (value === '') return [];
    const [noted, grouped] = [textOf(note?.(data)), textOf(group?.(data))];
    return [
      {
        value,
        label: textOf(read.label(data)) || value,
        ...(noted === '' ? {} : { note: noted }),
        ...(grouped === '' ? {} : { group: grouped }),
      },
    ];
  });
}

/**
 * Reads the fields that the account defines, each as a field of ours, and how its values are sent.
 * Throws LIST_NOT_FOUND and what calls throw.
 */
export async function readShape(
  manifest: Manifest,
  id: string,
  context: PlanContext,
): Promise<ShapedField[]> {
  const shape = ownMember(manifest.shapes, id);
  if (shape?.field === undefined) throw notFound(manifest, id);
  const items = await itemsOf(manifest, shape, context);
  const where = shape.where === undefined ? undefined : compileManifestCondition(shape.where);
  const base = { input: context.input, connection: context.account.data };
  const toField = fieldReader(shape, shape.field);
  return items.flatMap((item) => {
    const data = { ...base, item };
    return where?.(data) === false ? [] : (toField(data) ?? []);
  });
}

/** A field of the account, with the application's own name of its kind. */
export type ShapedField = Field;

function fieldReader(
  { kinds }: Shape,
  written: NonNullable<Shape['field']>,
): (data: JsonObject) => ShapedField | undefined {
  const key = compileM(written.key);
  const label = compileM(written.label);
  const kind = written.kind === undefined ? undefined : compileM(written.kind);
  const required = written.required === undefined ? undefined : compileM(written.required);
  const help = written.help === undefined ? undefined : compileM(written.help);
  const choices = written.choices && {
    of: compilePath(written.choices.of),
    value: compileM(written.choices.value),
    label: compileM(written.choices.label),
  };
  return (data) => {
    const name = textOf(key(data));
    if (name === '') return undefined;
    const application = textOf(kind?.(data));
    const known = fieldOf(kinds[application] ?? {});
    const found = choices === undefined ? [] : flat(choices.of.select(data));
    const offered = found.flatMap((item) => choiceOf(choices, { ...data, item }));
    const told = textOf(help?.(data));
    return {
      label: (textOf(label(data)) || name).slice(0, 80),
      ...known,
      key: name,
      type: typeOf(known, offered),
      ...(offered.length === 0 ? {} : { choices: offered }),
      ...(required?.(data) === true ? { required: true } : {}),
      ...(told === '' ? {} : { help: told.slice(0, 400) }),
      ...(application === '' ? {} : { kind: application }),
    };
  };
}

/** What a kind says of the field itself. */
function fieldOf(kind: ShapeKind): Partial<Field> {
  return Object.fromEntries(
    Object.entries(kind).filter(([name]) => name !== 'send' && name !== 'read'),
  );
}

function choiceOf(
  choices: { value: ManifestMapping; label: ManifestMapping } | undefined,
  data: JsonObject,
): Choice[] {
  const value = textOf(choices?.value(data));
  return value === '' ? [] : [{ value, label: textOf(choices?.label(data)) || value }];
}

/** A choice without choices would take nothing. */
function typeOf(known: Partial<Field>, offered: readonly Choice[]): Field['type'] {
  const { type = 'text', choices } = known;
  const isBare = type === 'choice' && offered.length === 0 && choices === undefined;
  return isBare ? 'string' : type;
}

function flat(found: readonly JsonValue[]): JsonValue[] {
  const [only] = found;
  return found.length === 1 && Array.isArray(only) ? only : [...found];
}

async function itemsOf(
  manifest: Manifest,
  { request, items }: Pick<List | Shape, 'request' | 'items'>,
  context: PlanContext,
): Promise<JsonValue[]> {
  const path = items === undefined ? undefined : compilePath(items);
  const output = (data: JsonObject, body: JsonValue): JsonValue => {
    if (path === undefined || request.pages !== undefined) return body;
    return pairsOf(path.select({ ...data, answer: { body } }), path.singular);
  };
  const found = await runPlan(compileSteps(manifest, { request }, [], output), context);
  return Array.isArray(found) ? found : isJsonObject(found) ? pairsOf([found], true) : [];
}

/** The members of the one list, the pairs of the one object, or all values that a path selected. */
function pairsOf(found: JsonValue[], singular: boolean): JsonValue[] {
  const [only] = found;
  if (found.length === 1 && Array.isArray(only)) return only;
  if (singular && found.length === 1 && isJsonObject(only)) {
    return Object.entries(only).map(([key, value]) => ({ key, value }));
  }
  return found.filter((one) => one !== null);
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}

function notFound({ name }: Manifest, id: string): AppError {
  return new AppError('LIST_NOT_FOUND', { connector: name, id });
}
