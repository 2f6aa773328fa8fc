import type { z } from 'zod';

/**
 * Text that the database keeps as it is: without U+0000, which PostgreSQL refuses, and without
 * half surrogate pairs, which would come back as another character.
 */
export function storableText(text: z.ZodString): z.ZodString {
  return text.refine(isStorable, 'Leave out U+0000 and half surrogate pairs.');
}

/** True for text that the database gives back as it was given. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
