import { Stack, Text } from '@mantine/core';
import type { FilterStep } from '@millrace/model';
import { useEditor } from '../editor-context.ts';
import { ConditionForm } from './condition-form.tsx';
import { FilterVerdict } from './filter-verdict.tsx';

/** The condition of a filter, with what it says of the sample. */
export function FilterForm({ step }: { step: FilterStep }) {
  const { actions } = useEditor();
  return (
    <Stack gap="sm">
      <Text size="sm">The flow goes on when</Text>
      <ConditionForm
        condition={step.when}
        place={['when']}
        onChange={(when, row) =>
          actions.replace({ ...step, when }, row === undefined ? undefined : `${step.id} ${row}`)
        }
      />
      <FilterVerdict condition={step.when} />
    </Stack>
  );
}
