import {
  useOf,
  type ActionStep,
  type Field,
  type KeptShape,
  type Mapping,
  type Use,
} from '@millrace/model';
import { readsOf } from '../../../ui/mapping-field/account-input.ts';
import { literalValue } from '../../../ui/mapping-field/literal-value.ts';
import { isUnset } from '../../../ui/mapping-field/mapping-text.ts';

/** The step that keeps these fields for an input of it. */
export function withKept(
  step: ActionStep,
  key: string,
  fields: readonly Field[],
  now: Date,
): ActionStep {
  const kept: KeptShape = { at: now.toISOString(), fields: [...fields] };
  return { ...step, shape: { ...step.shape, [key]: kept } };
}

/** The step without the fields kept for these inputs. */
export function withoutKept(step: ActionStep, keys: readonly string[]): ActionStep {
  if (step.shape === undefined || keys.every((key) => step.shape?.[key] === undefined)) return step;
  const rest = Object.entries(step.shape).filter(([key]) => !keys.includes(key));
  return { ...step, shape: rest.length === 0 ? undefined : Object.fromEntries(rest) };
}

/**
 * The inputs whose fields are others after an input, or the `connection`, was changed. What can only be
 * known in a run leaves the fields as they are: they are the best guess there is.
 */
export function shapesReading(
  fields: readonly Field[],
  changed: string,
  step: ActionStep,
): readonly string[] {
  if (changed !== CONNECTION && !isKnown(step.input[changed])) return [];
  return shapesIn(fields).flatMap(([key, use]) =>
    changed === CONNECTION || readsOf(use).includes(changed) ? [key] : [],
  );
}

/** Stands for the connection where an input would be named; no field is called so. */
export const CONNECTION = '$connection';

function isKnown(mapping: Mapping | undefined): boolean {
  return mapping !== undefined && !isUnset(mapping) && literalValue(mapping) !== undefined;
}

/** Every field whose members the account defines, however deep. */
function shapesIn(fields: readonly Field[]): [string, Use][] {
  return fields.flatMap((field) => {
    const use = useOf(field);
    const inner = [
      ...(Array.isArray(field.fields) ? field.fields : []),
      ...(field.items === undefined ? [] : [{ ...field.items, key: field.key }]),
      ...Object.entries(field.options ?? {}).map(([key, option]) => ({ ...option, key })),
    ];
    const own: [string, Use][] = use?.shape === undefined ? [] : [[field.key, use]];
    return [...own, ...shapesIn(inner)];
  });
}
