import {
  isAppError,
  isJsonObject,
  jsonTypeOf,
  type ErrorCode,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { evaluateMapping } from './evaluate.ts';
import { referencedPaths } from './references.ts';

/** What a mapping gives for a sample, for people to look at. */
export type MappingPreview =
  | {
      ok: true;
      /** Absent when the type is `missing`: the mapping is omitted. */
      value: JsonValue | undefined;
      type: ReturnType<typeof jsonTypeOf> | 'missing';
      /** The paths it reads. */
      sources: string[];
    }
  | {
      ok: false;
      error: { code: ErrorCode; message: string; hint: string; details: unknown };
      /** Offset of the fault in the path or template, when it is a matter of syntax. */
      position?: number;
    };

/** Evaluates a mapping for a sample; errors of the catalogue are returned, not thrown. */
export function previewMapping(mapping: Mapping, data: JsonValue): MappingPreview {
  try {
    const value = evaluateMapping(mapping, data);
    const type = value === undefined ? 'missing' : jsonTypeOf(value);
    return { ok: true, value, type, sources: referencedPaths(mapping) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message, hint, details } = error;
    const position = positionOf(details);
    return {
      ok: false,
      error: { code, message, hint, details },
      ...(position !== undefined && { position }),
    };
  }
}

function positionOf(details: unknown): number | undefined {
  if (!isJsonObject(details)) return undefined;
  const { position } = details;
  return typeof position === 'number' ? position : undefined;
}
