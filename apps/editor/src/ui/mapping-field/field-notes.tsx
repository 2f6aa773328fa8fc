import { Button, Text } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { FieldNote } from './field-note.ts';
import classes from './mapping-field.module.css';

const MARKS = { error: IconAlertCircle, warning: IconAlertTriangle, info: IconInfoCircle } as const;

interface FieldNotesProps {
  id?: string | undefined;
  notes: readonly FieldNote[];
}

/** What is to be said of a field, each with what to do and, where one press does it, a button. */
export function FieldNotes({ id, notes }: FieldNotesProps) {
  if (notes.length === 0) return null;
  return (
    <div id={id} className={classes['notes']}>
      {notes.map((note) => (
        <NoteLine key={note.key} note={note} />
      ))}
    </div>
  );
}

/** One note: used at fields and in lists of them. */
export function NoteLine({ note }: { note: FieldNote }) {
  const { severity, message, hint, fix } = note;
  const Mark = MARKS[severity];
  return (
    <div className={classes['note']} data-severity={severity}>
      <Mark size={15} aria-hidden className={classes['noteMark']} />
      <div className={classes['noteText']}>
        <Text span fz="xs" className={classes['noteMessage'] ?? ''}>
          {message}
        </Text>{' '}
        <Text span fz="xs" c="dimmed">
          {hint}
        </Text>
        {fix === undefined ? null : (
          <div>
            <Button
              size="compact-xs"
              variant="default"
              mt={4}
              onClick={({ currentTarget }) => {
                const around = currentTarget.closest<HTMLElement>('[data-field], aside');
                fix.apply();
                // The button goes with the note; the keyboard stays where it was.
                requestAnimationFrame(() => focusIn(around));
              }}
            >
              {fix.label}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Focuses what can be edited in a field, or else the part of the page around it. */
function focusIn(around: HTMLElement | null): void {
  if (around === null) return;
  const field = around.matches('[data-field]')
    ? around.querySelector<HTMLElement>('input, textarea, button[id]')
    : null;
  if (field === null) around.tabIndex = -1;
  (field ?? around).focus();
}
