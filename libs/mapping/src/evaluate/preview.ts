import {
  isAppError,
  isJsonObject,
  isPathMapping,
  jsonTypeOf,
  type AppError,
  type ErrorCode,
  type Field,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { evaluateInput, evaluateMapping } from './evaluate.ts';
import { faultyMember } from './preview-place.ts';
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
      /** The member of a list or object that fails; empty for a mapping that is none. */
      place: (string | number)[];
      /** Offset of the fault in the text of the path or template, when it is known. */
      position?: number;
    };

/** How a mapping is previewed. */
export interface PreviewOptions {
  /** The field of an action it is for, which says what finding nothing means and whether it is HTML. */
  field?: Field | undefined;
}

/**
 * Evaluates a mapping for a sample; errors of the catalogue are returned, not thrown, each with the
 * member and the offset it is at. Without a field, finding nothing is an error.
 */
export function previewMapping(
  mapping: Mapping,
  data: JsonValue,
  options: PreviewOptions = {},
): MappingPreview {
  try {
    const value = valueOf(mapping, data, options.field);
    const type = value === undefined ? 'missing' : jsonTypeOf(value);
    return { ok: true, value, type, sources: referencedPaths(mapping) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return failure(mapping, data, error);
  }
}

const KEY = 'value';

function valueOf(
  mapping: Mapping,
  data: JsonValue,
  field: Field | undefined,
): JsonValue | undefined {
  if (field === undefined) return evaluateMapping(mapping, data);
  return evaluateInput({ [KEY]: mapping }, [{ ...field, key: KEY }], data)[KEY];
}

function failure(mapping: Mapping, data: JsonValue, error: AppError): MappingPreview {
  const { code, message, hint, details } = error;
  const faulty = faultyMember(mapping, data, error) ?? { member: mapping, place: [] };
  const position = positionOf(details) ?? missingStep(faulty.member, details);
  return {
    ok: false,
    error: { code, message, hint, details },
    place: faulty.place,
    ...(position !== undefined && { position }),
  };
}

function positionOf(details: unknown): number | undefined {
  if (!isJsonObject(details)) return undefined;
  const { position } = details;
  return typeof position === 'number' ? position : undefined;
}

/** Where a path leaves what is there: behind the last place that exists. */
function missingStep(mapping: Mapping, details: unknown): number | undefined {
  if (!isPathMapping(mapping) || !isJsonObject(details)) return undefined;
  const { at } = details;
  return typeof at === 'string' && mapping.$path.startsWith(at) ? at.length : undefined;
}
