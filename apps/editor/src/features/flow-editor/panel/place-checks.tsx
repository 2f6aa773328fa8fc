import { Alert, Stack } from '@mantine/core';
import { findStep } from '@millrace/model';
import { NoteLine } from '../../../ui/mapping-field/field-notes.tsx';
import { isShownAtField } from '../checks/shown-at-field.ts';
import { noteOf } from '../checks/use-notes.ts';
import { useEditor } from '../editor-context.ts';

const COLORS = { error: 'red', warning: 'orange', info: 'gray' } as const;

/** What the checks say of a place, apart from what already stands at its fields. */
export function PlaceChecks({ place }: { place: string }) {
  const editor = useEditor();
  const { checks, draft, catalogue } = editor;
  const step = findStep(draft.document, place);
  const here = checks.filter(
    (check) =>
      check.place === place &&
      check.field === undefined &&
      !isShownAtField(step, check.finding?.field ?? [], catalogue),
  );
  const [worst] = here;
  if (worst === undefined) return null;
  return (
    <Alert color={COLORS[worst.severity]} variant="light" p="sm">
      <Stack gap={8}>
        {here.map((check) => {
          const note = noteOf(check, editor);
          return <NoteLine key={note.key} note={note} />;
        })}
      </Stack>
    </Alert>
  );
}
