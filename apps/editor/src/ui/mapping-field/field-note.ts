/** One thing to be said of a field, and what mends it. */
export interface FieldNote {
  /** Tells it from others. */
  key: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  hint: string;
  /** Offset of the fault in the path or template. */
  position?: number | undefined;
  fix?: { label: string; apply: () => void } | undefined;
}

/** A field's place in its step: `['input', 'merge_fields', 'FNAME']`. */
export type FieldPlace = readonly (string | number)[];

/** The notes of a place; `deep`: also of what is inside of it and has no field of its own. */
export type NotesAt = (place: FieldPlace, deep: boolean) => readonly FieldNote[];

const NONE: readonly FieldNote[] = [];

export const noNotes: NotesAt = () => NONE;
