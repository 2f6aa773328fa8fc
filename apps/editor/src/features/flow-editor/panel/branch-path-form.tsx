import { ActionIcon, Group, Stack, TextInput, Tooltip } from '@mantine/core';
import type { BranchStep } from '@millrace/model';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useEditor } from '../editor-context.ts';
import { withChangedPath, withMovedPath } from './branch-paths.ts';
import { ConditionForm } from './condition-form.tsx';

interface BranchPathFormProps {
  step: BranchStep;
  at: number;
  /** The path stands at another place now. */
  onMoved: (to: number) => void;
  onRemove: () => void;
}

/** Name, condition and place of one path. */
export function BranchPathForm({ step, at, onMoved, onRemove }: BranchPathFormProps) {
  const { actions } = useEditor();
  const path = step.paths[at];
  if (path === undefined) return null;
  const move = (by: -1 | 1) => {
    actions.replace(withMovedPath(step, at, by));
    onMoved(at + by);
  };
  return (
    <Stack gap="sm">
      <Group gap={4} align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label="Name"
          value={path.name}
          maxLength={120}
          autoComplete="off"
          error={nameFault(step, at)}
          onChange={(event) => {
            const name = event.currentTarget.value.trimStart();
            actions.replace(withChangedPath(step, at, { name }), `name of ${step.id} ${at}`);
          }}
        />
        <PathButton label="Try this path earlier" disabled={at === 0} onClick={() => move(-1)}>
          <IconArrowUp size={16} aria-hidden />
        </PathButton>
        <PathButton
          label="Try this path later"
          disabled={at === step.paths.length - 1}
          onClick={() => move(1)}
        >
          <IconArrowDown size={16} aria-hidden />
        </PathButton>
        <PathButton label="Remove this path" disabled={step.paths.length === 1} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </PathButton>
      </Group>
      <ConditionForm
        condition={path.when}
        place={['paths', at, 'when']}
        onChange={(when, row) =>
          actions.replace(
            withChangedPath(step, at, { when }),
            row === undefined ? undefined : `${step.id} ${at} ${row}`,
          )
        }
      />
    </Stack>
  );
}

function nameFault({ paths }: BranchStep, at: number): string | undefined {
  const name = paths[at]?.name ?? '';
  if (name === '') return 'A path has a name.';
  const isTaken = paths.some((path, other) => other !== at && path.name === name);
  return isTaken ? 'Another path has this name.' : undefined;
}

interface PathButtonProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function PathButton({ label, disabled, onClick, children }: PathButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
