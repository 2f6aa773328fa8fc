import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { asProblem, type ApiProblem } from '../api/problem.ts';
import { ErrorPanel } from './error-panel.tsx';

export interface ConfirmModalProps {
  opened: boolean;
  onClose: () => void;
  /** A question: "Delete flow "Orders"?" */
  title: string;
  /** What will be gone, and whether it can be undone. */
  children: ReactNode;
  /** The verb: "Delete". */
  confirmLabel: string;
  danger?: boolean;
  /** The dialog stays open and shows the error when this is rejected, and closes when it is not. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be undone. */
export function ConfirmModal({ opened, onClose, title, ...rest }: ConfirmModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <ConfirmBody onClose={onClose} {...rest} />
    </Modal>
  );
}

function ConfirmBody(props: Omit<ConfirmModalProps, 'opened' | 'title'>) {
  const { onClose, children, confirmLabel, danger = true, onConfirm } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack>
      <Text component="div" size="sm">
        {children}
      </Text>
      {problem === undefined ? null : <ErrorPanel problem={problem} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          {...(danger ? { color: 'red.8' } : {})}
          loading={busy}
          data-autofocus
          onClick={() => void confirm()}
        >
          {confirmLabel}
        </Button>
      </Group>
    </Stack>
  );
}
