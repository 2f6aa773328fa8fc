import {
  isJsonObject,
  type ActionStep,
  type ConnectorAction,
  type Field,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type ShapeKind,
} from '@millrace/model';
import type { ManifestMapping } from '@millrace/mapping';
import { compileM } from './compile-request.ts';

/** The fields of the account that a step keeps, by the key of the input field they are members of. */
type KeptShapes = NonNullable<ActionStep['shape']>;

/** Writes the values of the account's own fields as the application wants them. */
export type ShapeInput = (input: JsonObject, shapes: KeptShapes | undefined) => JsonObject;

/**
 * Compiles what an action's dynamic fields send. Each member is sent by the kind that the kept field
 * names; one without a kept field, or of a kind that sends values as they are, passes unchanged.
 */
export function compileShapes(manifest: Manifest, { input: fields }: ConnectorAction): ShapeInput {
  const senders = fields.flatMap((field) => {
    const kinds = kindsOf(manifest, field);
    const compiled = Object.entries(kinds).flatMap(([kind, { send }]) =>
      send === undefined ? [] : [[kind, compileM(send)] as const],
    );
    return compiled.length === 0 ? [] : [{ key: field.key, kinds: new Map(compiled) }];
  });
  if (senders.length === 0) return (input) => input;
  return (input, shapes = {}) => {
    const written = { ...input };
    for (const { key, kinds } of senders) {
      const value = written[key];
      const kept = shapes[key]?.fields;
      if (isJsonObject(value) && kept !== undefined) written[key] = sent(value, kept, kinds);
    }
    return written;
  };
}

function kindsOf(manifest: Manifest, { fields }: Field): Readonly<Record<string, ShapeKind>> {
  if (fields === undefined || Array.isArray(fields)) return {};
  return manifest.shapes?.[fields.shape ?? '']?.kinds ?? {};
}

function sent(
  values: JsonObject,
  kept: readonly { key: string; kind?: string | undefined }[],
  kinds: ReadonlyMap<string, ManifestMapping>,
): JsonObject {
  const kindOf = new Map(kept.map(({ key, kind }) => [key, kind ?? '']));
  const members = Object.entries(values).flatMap(([key, value]): [string, JsonValue][] => {
    const send = kinds.get(kindOf.get(key) ?? '');
    const written = send === undefined ? value : send({ value });
    return written === undefined ? [] : [[key, written]];
  });
  return Object.fromEntries(members);
}
