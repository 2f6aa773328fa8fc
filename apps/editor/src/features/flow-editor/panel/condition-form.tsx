import { ActionIcon, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import type { Condition } from '@millrace/model';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { CodeBlock } from '../../../ui/code-block.tsx';
import type { FieldPlace } from '../../../ui/mapping-field/field-note.ts';
import { FieldNotes } from '../../../ui/mapping-field/field-notes.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { ComparisonRow } from './comparison-row.tsx';
import { conditionOf, isComparison, rowsOf } from './condition-rows.ts';

const MODES = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'Any of these holds' },
];

interface ConditionFormProps {
  condition: Condition;
  /** Where it stands in its step. */
  place: FieldPlace;
  /** `row` is given while one row is edited, so that typing in it is one undo. */
  onChange: (condition: Condition, row?: number) => void;
}

/** A condition row by row. */
export function ConditionForm({ condition, place, onChange }: ConditionFormProps) {
  const { mode, rows } = rowsOf(condition);
  const set = (next: readonly Condition[], row?: number) =>
    onChange(conditionOf({ mode, rows: next }), row);
  const { notes } = useMappingScope();
  const ofRows = isGroup(condition);
  const notesOf = (at: number) => notes(ofRows ? [...place, mode, at] : place, true);
  const empty: Condition = { left: '', op: 'equals', right: '' };
  return (
    <>
      <SegmentedControl
        aria-label="How the conditions combine"
        data={MODES}
        value={mode}
        style={{ alignSelf: 'flex-start' }}
        onChange={(next) => onChange(conditionOf({ mode: next === 'any' ? 'any' : 'all', rows }))}
      />
      <FieldNotes notes={ofRows ? notes(place, false) : []} />
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
              onChange={(next) => set(rows.with(at, next), at)}
            />
          ) : (
            <CodeBlock code={JSON.stringify(row, null, 2)} label={`nested condition ${at + 1}`} />
          )}
          <FieldNotes notes={notesOf(at)} />
        </Paper>
      ))}
      <Stack align="flex-start">
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => set([...rows, empty])}
        >
          Add condition
        </Button>
      </Stack>
    </>
  );
}

/** True when the condition is written as a list, so that its rows have places of their own. */
function isGroup(condition: Condition): boolean {
  return 'all' in condition || 'any' in condition;
}
