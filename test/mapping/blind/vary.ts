import type { JsonObject } from '@millrace/model';

/** One of some, in turn. */
export function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length] as T;
}

export function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

export const FIRST_NAMES = [
  'Mara',
  'Tomás',
  'Ines',
  'Kofi',
  'Yuki',
  'Lena',
  'Omar',
  'Freya',
  'Ada',
  'Jonas',
  'Priya',
];
export const LAST_NAMES = ['Lindqvist', 'O’Brien', 'Moreau', 'Mensah', 'Tanaka', 'Huber', 'Haddad'];

export function mail(at: number): string {
  return `${pick(['mara', 'tomas', 'ines', 'kofi', 'yuki', 'lena', 'omar'], at)}${at}@example.com`;
}

export function day(at: number): string {
  return String(1 + ((at * 5) % 28)).padStart(2, '0');
}

export function money(at: number): string {
  return (12 + at * 7.35).toFixed(2);
}

/** A member that is an object. */
export function inside(object: JsonObject, key: string): JsonObject {
  return object[key] as JsonObject;
}
