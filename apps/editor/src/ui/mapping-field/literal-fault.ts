import {
  isDateText,
  isJsonNumber,
  isTimeText,
  type Field,
  type FieldType,
  type Mapping,
} from '@millrace/model';

/** Texts of a type that must look like something, and what they look like. */
const LOOKS: Partial<Record<FieldType, { fits: (text: string) => boolean; words: string }>> = {
  datetime: { fits: isDateText, words: 'a time such as 2026-01-31T12:00:00Z' },
  time: { fits: isTimeText, words: 'a time such as 08:30' },
};

/** What is wrong with a value that was typed, in words; only what needs no data is looked at. */
export function literalFault(field: Field, value: Mapping | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const look = LOOKS[field.type];
  if (look !== undefined && typeof value === 'string' && !look.fits(value)) {
    return `${field.label} takes ${look.words}.`;
  }
  return boundsFault(field, value);
}

function boundsFault({ label, min, max }: Field, value: Mapping): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  const [size, noun] = sizeOf(value);
  if (size === undefined) return undefined;
  if (min !== undefined && size < min) return `${label} takes at least ${min}${noun}.`;
  if (max !== undefined && size > max) return `${label} takes at most ${max}${noun}.`;
  return undefined;
}

/** What is counted, and what that is called. */
function sizeOf(value: Mapping): [number | undefined, string] {
  if (isJsonNumber(value)) return [Number(value), ''];
  if (typeof value === 'string') return [value.length, ' characters'];
  return Array.isArray(value) ? [value.length, ' items'] : [undefined, ''];
}
