import { DURATION_PATTERN } from '@millrace/model';

/** The units people choose from, shortest first. */
export const DURATION_UNITS = [
  { unit: 's', one: 'second', many: 'seconds' },
  { unit: 'm', one: 'minute', many: 'minutes' },
  { unit: 'h', one: 'hour', many: 'hours' },
  { unit: 'd', one: 'day', many: 'days' },
  { unit: 'ms', one: 'millisecond', many: 'milliseconds' },
] as const;

type DurationUnit = (typeof DURATION_UNITS)[number]['unit'];

export interface DurationParts {
  amount: number;
  unit: DurationUnit;
}

/** Number and unit of a duration such as `10m`; undefined when the text is not one. */
export function durationParts(text: string): DurationParts | undefined {
  const match = DURATION_PATTERN.exec(text);
  const known = DURATION_UNITS.find(({ unit }) => unit === match?.[2]);
  return match === null || known === undefined
    ? undefined
    : { amount: Number(match[1]), unit: known.unit };
}

/** A duration as people say it: `10 minutes`. Text that is not one stays as it is. */
export function durationWords(text: string): string {
  const parts = durationParts(text);
  const known = DURATION_UNITS.find(({ unit }) => unit === parts?.unit);
  if (parts === undefined || known === undefined) return text;
  return `${parts.amount} ${parts.amount === 1 ? known.one : known.many}`;
}
