import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { isTerminal, type RunSummary } from '@millrace/model';
import { IconBan, IconRepeat } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { asProblem } from '../../api/problem.ts';
import { cancelRun, replayRun } from '../../api/runs.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';

/** Cancel while it goes on, replay once it ended. */
export function RunActions({ run }: { run: RunSummary }) {
  const navigate = useNavigate();
  const [asking, { open, close }] = useDisclosure(false);
  const cancel = useMutation(cancelRun);
  const replay = useMutation({
    ...replayRun,
    onSuccess: (started) => navigate({ to: '/runs/$runId', params: { runId: started.run } }),
    onError: (error) => {
      const problem = asProblem(error);
      notifications.show({ color: 'red', title: problem.detail, message: problem.hint });
    },
  });
  const over = isTerminal(run.status);
  return (
    <Group gap="sm">
      {over ? (
        <Button
          variant="default"
          leftSection={<IconRepeat aria-hidden size={16} />}
          loading={replay.isPending}
          onClick={() => replay.mutate(run.id)}
        >
          Replay
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconBan aria-hidden size={16} />} onClick={open}>
          Cancel run
        </Button>
      )}
      <ConfirmModal
        opened={asking}
        onClose={close}
        title="Cancel this run?"
        confirmLabel="Cancel run"
        onConfirm={() => cancel.mutateAsync(run.id)}
      >
        Steps that have not started will not start. A step that is running now may still have its
        effect.
      </ConfirmModal>
    </Group>
  );
}
