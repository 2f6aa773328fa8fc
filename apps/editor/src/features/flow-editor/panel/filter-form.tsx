import { ActionIcon, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import type { Condition, FilterStep } from '@millrace/model';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { useEditor } from '../editor-context.ts';
import { ComparisonRow } from './comparison-row.tsx';
import { conditionOf, isComparison, rowsOf } from './condition-rows.ts';
import { FilterVerdict } from './filter-verdict.tsx';

const MODES = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'Any of these holds' },
];

/** The condition of a filter, row by row, with what it says of the sample. */
export function FilterForm({ step }: { step: FilterStep }) {
  const { actions } = useEditor();
  const { mode, rows } = rowsOf(step.when);
  const set = (next: readonly Condition[], about?: string) =>
    actions.replace({ ...step, when: conditionOf({ mode, rows: next }) }, about);
  const empty: Condition = { left: '', op: 'equals', right: '' };
  return (
    <Stack gap="sm">
      <Text size="sm">The flow goes on when</Text>
      <SegmentedControl
        aria-label="How the conditions combine"
        data={MODES}
        value={mode}
        style={{ alignSelf: 'flex-start' }}
        onChange={(next) =>
          actions.replace({
            ...step,
            when: conditionOf({ mode: next === 'any' ? 'any' : 'all', rows }),
          })
        }
      />
      {rows.map((row, at) => (
        <Paper key={at} withBorder p="sm" role="group" aria-label={`Condition ${at + 1}`}>
          <Group justify="space-between" mb={4} wrap="nowrap">
            <Text size="xs" c="dimmed" fw={600}>
              {at === 0 ? 'If' : mode === 'all' ? 'and' : 'or'}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove condition ${at + 1}`}
              onClick={() => set(rows.toSpliced(at, 1))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Group>
          {isComparison(row) ? (
            <ComparisonRow
              at={at}
              comparison={row}
              onChange={(next) => set(rows.with(at, next), `${step.id} ${at}`)}
            />
          ) : (
            <CodeBlock code={JSON.stringify(row, null, 2)} label={`nested condition ${at + 1}`} />
          )}
        </Paper>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => set([...rows, empty])}
      >
        Add condition
      </Button>
      <FilterVerdict condition={step.when} />
    </Stack>
  );
}
