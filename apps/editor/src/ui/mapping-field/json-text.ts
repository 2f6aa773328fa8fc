import { mappingSchema, parseJson, type Mapping } from '@millrace/model';

/** A mapping as the JSON people edit. */
export function jsonText(mapping: Mapping | undefined): string {
  return mapping === undefined ? '' : JSON.stringify(mapping, null, 2);
}

export type ReadJson = { ok: true; mapping: Mapping | undefined } | { ok: false; reason: string };

/** Reads edited JSON as a mapping; `$path` and `$template` objects inside it are mappings too. */
export function readJson(text: string): ReadJson {
  if (text.trim() === '') return { ok: true, mapping: undefined };
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'This is not JSON.' };
  }
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return { ok: true, mapping: parsed.data };
  return { ok: false, reason: parsed.error.issues[0]?.message ?? 'This is not a mapping.' };
}
