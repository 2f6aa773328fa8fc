import { AppError } from '@millrace/model';

/** VALUE_UNWRITABLE: `place` names the value as people find it, `form` what it was to become. */
export function unwritable(place: string, form: string, reason: string): AppError {
  return new AppError('VALUE_UNWRITABLE', { place, form, reason });
}

/** Names may come from data and be long. */
export function named(name: string): string {
  return `"${name.length > 80 ? `${name.slice(0, 80)}…` : name}"`;
}
