import { previewMapping } from '@millrace/mapping';
import {
  AppError,
  isJsonNumber,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type PreviewRow,
} from '@millrace/model';
import type { RecentEvent, StoredEvent } from '../events/event.ts';
import type { PreviewScope } from './preview-scope.ts';

/** What a mapping gives for an event, and about how many characters of it the row holds. */
export function previewRow(
  mapping: Mapping,
  event: RecentEvent,
  { scope, triggerOf }: { scope: PreviewScope; triggerOf: (event: StoredEvent) => JsonObject },
  mostValue: number,
): { row: PreviewRow; size: number } {
  const about = { event_id: event.id, received_at: event.receivedAt.toISOString() };
  const { body } = event;
  if (body === null) {
    return { row: { ...about, ...leftOut('its body is too large') }, size: 0 };
  }
  const seen = scope.at(triggerOf({ ...event, body }));
  if (!seen.ok) return { row: { ...about, ...refused(seen.error) }, size: 0 };
  const preview = previewMapping(mapping, seen.data);
  if (!preview.ok) {
    const { error, place, position } = preview;
    return { row: { ...about, ...refused(error, place, position) }, size: 0 };
  }
  const { value = null, type, sources } = preview;
  const size = sizeUpTo(value, mostValue);
  if (size > mostValue) return { row: { ...about, ...leftOut('the value is too large') }, size: 0 };
  return { row: { ...about, ok: true, value, type, sources }, size };
}

type Refused = Pick<PreviewRow, 'ok' | 'error'>;

function refused(
  { code, message, hint }: { code: string; message: string; hint: string },
  place: (string | number)[] = [],
  position?: number,
): Refused {
  return {
    ok: false,
    error: { code, message, hint, place, ...(position !== undefined && { position }) },
  };
}

function leftOut(reason: string): Refused {
  return refused(new AppError('PREVIEW_LIMIT', { reason }));
}

/** About the characters of a value as JSON; counting stops past `most`. */
function sizeUpTo(value: JsonValue, most: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (isJsonNumber(value)) return String(value).length;
  if (typeof value !== 'object' || value === null) return 4;
  let size = 2;
  for (const [key, member] of Object.entries(value)) {
    if (size > most) break;
    size += key.length + 4 + sizeUpTo(member, most - size);
  }
  return size;
}
