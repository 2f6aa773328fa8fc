import { Accordion, Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { BranchPath, BranchStep } from '@millrace/model';
import { IconArrowsSplit2, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { useEditor } from '../editor-context.ts';
import { describeCondition } from '../graph/describe-condition.ts';
import { BranchPathForm } from './branch-path-form.tsx';
import { MOST_PATHS, pathTaken, withoutPath, withPath } from './branch-paths.ts';

/** The paths of a branch in the order they are tried, one of them unfolded. */
export function BranchForm({ step }: { step: BranchStep }) {
  const { actions } = useEditor();
  const [open, setOpen] = useState<string | null>('0');
  const [removing, setRemoving] = useState<number>();
  const remove = (at: number) => actions.replace(withoutPath(step, at));
  return (
    <Stack gap="sm">
      <Text size="sm">The first path whose condition holds is taken.</Text>
      <Accordion
        variant="separated"
        chevronPosition="left"
        order={3}
        value={open}
        onChange={setOpen}
      >
        {step.paths.map((path, at) => (
          <Accordion.Item key={at} value={String(at)}>
            <Accordion.Control>
              <PathHead path={path} at={at} />
            </Accordion.Control>
            <Accordion.Panel>
              <BranchPathForm
                step={step}
                at={at}
                onMoved={(to) => setOpen(String(to))}
                onRemove={() => (path.steps.length > 0 ? setRemoving(at) : remove(at))}
              />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Group justify="space-between">
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={step.paths.length >= MOST_PATHS}
          onClick={() => {
            actions.replace(withPath(step));
            setOpen(String(step.paths.length));
          }}
        >
          Add path
        </Button>
        <Badge variant="default" tt="none" fw={500}>
          otherwise: {stepsText(step.otherwise.length)}
        </Badge>
      </Group>
      <Taken step={step} />
      <RemovePath
        step={step}
        at={removing}
        onClose={() => setRemoving(undefined)}
        onRemove={remove}
      />
    </Stack>
  );
}

interface RemovePathProps {
  step: BranchStep;
  at: number | undefined;
  onClose: () => void;
  onRemove: (at: number) => void;
}

/** Asks before a path goes that has steps in it. */
function RemovePath({ step, at, onClose, onRemove }: RemovePathProps) {
  const path = at === undefined ? undefined : step.paths[at];
  return (
    <ConfirmModal
      opened={path !== undefined}
      onClose={onClose}
      title={`Remove "${path?.name ?? ''}"?`}
      confirmLabel="Remove"
      onConfirm={() => {
        if (at !== undefined) onRemove(at);
        return Promise.resolve();
      }}
    >
      {stepsText(path?.steps.length ?? 0)} in this path will be gone with it.
    </ConfirmModal>
  );
}

function PathHead({ path, at }: { path: BranchPath; at: number }) {
  return (
    <>
      <Text size="sm" fw={600} lineClamp={1}>
        {at + 1}. {path.name}
      </Text>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {describeCondition(path.when)}
      </Text>
    </>
  );
}

function stepsText(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}

/** Which path the sample takes, as the branch stands now. */
function Taken({ step }: { step: BranchStep }) {
  const { sample } = useEditor();
  const { data } = useMappingScope();
  if (sample.trigger === undefined) return null;
  const taken = pathTaken(step, data);
  if (typeof taken === 'object') {
    return (
      <Alert color="orange" variant="light" p="sm">
        {step.paths[taken.at]?.name}: {taken.message}
      </Alert>
    );
  }
  const name = taken === 'otherwise' ? taken : (step.paths[taken]?.name ?? '');
  return (
    <Alert
      role="status"
      color="green"
      variant="light"
      p="sm"
      icon={<IconArrowsSplit2 size={18} aria-hidden />}
    >
      This sample takes &quot;{name}&quot;.
    </Alert>
  );
}
