import type { Finding } from '@millrace/model';
import { useMemo } from 'react';
import type { FieldNote, FieldPlace, NotesAt } from '../../../ui/mapping-field/field-note.ts';
import { useEditor, type Editor } from '../editor-context.ts';
import type { Check } from './check.ts';

/** A check as it is shown, with a button for what mends it. */
export function noteOf(check: Check, { fixOf, actions, readOnly }: Editor): FieldNote {
  const { place, severity, message, hint = '', finding } = check;
  const key = [place, finding?.kind, ...(finding?.field ?? []), finding?.path, message].join(' ');
  const fix = finding?.fix;
  if (finding === undefined || fix === undefined || readOnly) {
    return { key, severity, message, hint, position: finding?.position };
  }
  const apply = () => {
    const step = fixOf(finding)?.step;
    if (step !== undefined) actions.replace(step);
  };
  const { position } = finding;
  return { key, severity, message, hint, position, fix: { label: fix.label, apply } };
}

/** What the checker says of the fields of a step. */
export function useFieldNotes(step: string | undefined): NotesAt {
  const editor = useEditor();
  const { checks } = editor;
  const found = useMemo(
    () =>
      checks.flatMap((check) =>
        check.place === step && check.finding !== undefined
          ? [{ check, field: check.finding.field }]
          : [],
      ),
    [checks, step],
  );
  return (place, deep) =>
    found.filter(({ field }) => isAt(field, place, deep)).map(({ check }) => noteOf(check, editor));
}

function isAt(field: Finding['field'], place: FieldPlace, deep: boolean): boolean {
  if (!deep && field.length !== place.length) return false;
  return place.length <= field.length && place.every((key, at) => key === field[at]);
}
