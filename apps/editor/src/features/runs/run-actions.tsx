import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { isTerminal, type RunDetail } from '@millrace/model';
import { IconBan, IconRepeat } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { cancelRun } from '../../api/runs.ts';
import { useMay } from '../../api/session.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';

const ReplayDialog = lazy(async () => ({
  default: (await import('./replay-dialog.tsx')).ReplayDialog,
}));

/** Cancel while it goes on, replay once it ended. */
export function RunActions({ run }: { run: RunDetail }) {
  const [cancelling, cancelDialog] = useDisclosure(false);
  const [replaying, replayDialog] = useDisclosure(false);
  const cancel = useMutation(cancelRun);
  const mayAct = useMay('editor');
  const over = isTerminal(run.status);
  if (!mayAct) return null;
  return (
    <Group gap="sm">
      {over ? (
        <Button
          variant="default"
          leftSection={<IconRepeat aria-hidden size={16} />}
          onClick={replayDialog.open}
        >
          Replay…
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconBan aria-hidden size={16} />}
          onClick={cancelDialog.open}
        >
          Cancel run
        </Button>
      )}
      <ConfirmModal
        opened={cancelling}
        onClose={cancelDialog.close}
        title="Cancel this run?"
        confirmLabel="Cancel run"
        onConfirm={() => cancel.mutateAsync(run.id)}
      >
        Steps that have not started will not start. A step that is running now may still have its
        effect.
      </ConfirmModal>
      {replaying ? (
        <Suspense fallback={null}>
          <ReplayDialog run={run} onClose={replayDialog.close} />
        </Suspense>
      ) : null}
    </Group>
  );
}
