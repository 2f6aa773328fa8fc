import { ActionIcon, Button, Group, Menu, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Connection, ConnectorInfo } from '@millrace/model';
import {
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { deleteConnection, testConnection } from '../../api/connections.ts';
import { asProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { kindOf } from '../../ui/connection-form/kinds.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EditConnection } from './edit-connection.tsx';

export interface ConnectionActionsProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
}

/** Test, connect again, edit and delete one connection. */
export function ConnectionActions({ connection, connector }: ConnectionActionsProps) {
  const [editing, edit] = useDisclosure(false);
  const [deleting, remove] = useDisclosure(false);
  const removal = useMutation(deleteConnection);
  const test = useMutation(testConnection);
  if (!useMay('editor')) return null;
  const kind = connector && kindOf(connector, connection.auth);
  const isTestable = kind?.testable === true;
  const testLabel = connection.status === 'untested' ? 'Test' : 'Test again';
  const isBroken = ['failed', 'expired'].includes(connection.status);
  const title = `${isBroken ? 'Reconnect' : 'Edit'} “${connection.name}”`;
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end" align="flex-start">
      <TestNote test={test} />
      {isTestable && connection.status !== 'expired' ? (
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          loading={test.isPending}
          aria-label={`${testLabel}: ${connection.name}`}
          onClick={() => test.mutate(connection.id)}
        >
          {testLabel}
        </Button>
      ) : null}
      {isBroken ? (
        <Button
          size="compact-sm"
          style={{ flexShrink: 0 }}
          aria-label={`Reconnect ${connection.name}`}
          onClick={edit.open}
        >
          Reconnect
        </Button>
      ) : null}
      <RowMenu
        name={connection.name}
        onEdit={edit.open}
        onReconnect={kind?.signsIn === true ? edit.open : undefined}
        onTest={isTestable ? () => test.mutate(connection.id) : undefined}
        onDelete={remove.open}
      />
      <Modal opened={editing} onClose={edit.close} title={title}>
        <EditConnection connection={connection} connector={connector} onDone={edit.close} />
      </Modal>
      <ConfirmModal
        opened={deleting}
        onClose={remove.close}
        title={`Delete “${connection.name}”?`}
        confirmLabel="Delete connection"
        onConfirm={() => removal.mutateAsync(connection.id)}
      >
        Its credentials are erased. This cannot be undone.
      </ConfirmModal>
    </Group>
  );
}

interface TestNoteProps {
  test: {
    error: Error | null;
    data: { ok: boolean; message: string; hint: string | null } | undefined;
  };
}

/** What to do after a test; whether it went well stands with the connection itself. */
function TestNote({ test }: TestNoteProps) {
  const problem = test.error === null ? undefined : asProblem(test.error);
  const text = problem === undefined ? test.data?.hint : `${problem.detail} ${problem.hint}`;
  return (
    <Text size="xs" c="dimmed" role="status" maw={240}>
      {text ?? (test.data?.ok === true ? test.data.message : '')}
    </Text>
  );
}

interface RowMenuProps {
  name: string;
  onEdit: () => void;
  /** Absent where there is nothing to sign in to, or to test. */
  onReconnect: (() => void) | undefined;
  onTest: (() => void) | undefined;
  onDelete: () => void;
}

function RowMenu({ name, onEdit, onReconnect, onTest, onDelete }: RowMenuProps) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          Edit
        </Menu.Item>
        {onReconnect === undefined ? null : (
          <Menu.Item leftSection={<IconPlugConnected size={15} />} onClick={onReconnect}>
            Reconnect
          </Menu.Item>
        )}
        {onTest === undefined ? null : (
          <Menu.Item leftSection={<IconRefresh size={15} />} onClick={onTest}>
            Test again
          </Menu.Item>
        )}
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconTrash size={15} />}
          onClick={onDelete}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
