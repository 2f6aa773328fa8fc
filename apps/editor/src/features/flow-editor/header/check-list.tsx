import { Stack, Text, UnstyledButton } from '@mantine/core';
import { findStep } from '@millrace/model';
import { NoteLine } from '../../../ui/mapping-field/field-notes.tsx';
import { FLOW, SETTINGS, TRIGGER, type Check } from '../checks/check.ts';
import { noteOf } from '../checks/use-notes.ts';
import { useEditor, type Editor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';

interface CheckListProps {
  checks: readonly Check[];
  /** Someone goes to the place of a check. */
  onGo: () => void;
}

/** Checks of the whole flow, each with the way to its place and what mends it. */
export function CheckList({ checks, onGo }: CheckListProps) {
  const editor = useEditor();
  return (
    <Stack gap={4} component="ul" className={classes.checkList ?? ''}>
      {checks.map((check) => {
        const note = noteOf(check, editor);
        return (
          <li key={note.key} className={classes.checkItem}>
            <UnstyledButton
              className={classes.goTo}
              onClick={() => {
                onGo();
                editor.setOpen(check.place === FLOW ? SETTINGS : check.place);
              }}
            >
              <Text size="xs" fw={600}>
                {whereOf(check, editor)}
              </Text>
            </UnstyledButton>
            <NoteLine note={note} />
          </li>
        );
      })}
    </Stack>
  );
}

function whereOf({ place }: Check, { draft, catalogue }: Editor): string {
  if (place === TRIGGER) return 'Trigger';
  const step = findStep(draft.document, place);
  return step === undefined ? 'Flow' : describeStep(step, catalogue).title;
}
