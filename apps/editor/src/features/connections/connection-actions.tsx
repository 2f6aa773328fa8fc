import { ActionIcon, Button, Group, Menu, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Connection, ConnectorInfo } from '@millrace/model';
import { IconCircleCheck, IconCircleX, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { deleteConnection, testConnection } from '../../api/connections.ts';
import { asProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EditConnection } from './edit-connection.tsx';

export interface ConnectionActionsProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
}

/** Test, edit and delete one connection. */
export function ConnectionActions({ connection, connector }: ConnectionActionsProps) {
  const [editing, edit] = useDisclosure(false);
  const [deleting, remove] = useDisclosure(false);
  const removal = useMutation(deleteConnection);
  if (!useMay('editor')) return null;
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      {connector?.testable === true ? <TestButton id={connection.id} /> : <span />}
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${connection.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={edit.open}>
            Edit
          </Menu.Item>
          <Menu.Item
            color="var(--mantine-color-error)"
            leftSection={<IconTrash size={15} />}
            onClick={remove.open}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={editing} onClose={edit.close} title={`Edit “${connection.name}”`}>
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

const FIRM = { style: { flexShrink: 0 } } as const;

function TestButton({ id }: { id: string }) {
  const test = useMutation(testConnection);
  const result = test.error === null ? test.data : failed(test.error);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Button
        size="compact-sm"
        variant="default"
        style={{ flexShrink: 0 }}
        loading={test.isPending}
        onClick={() => test.mutate(id)}
      >
        Test
      </Button>
      <div role="status">
        {result === undefined ? null : (
          <Group gap={6} wrap="nowrap" align="flex-start">
            {result.ok ? (
              <IconCircleCheck
                aria-hidden
                size={17}
                color="var(--mantine-color-green-7)"
                {...FIRM}
              />
            ) : (
              <IconCircleX aria-hidden size={17} color="var(--mantine-color-red-7)" {...FIRM} />
            )}
            <Text size="xs" miw={110}>
              {result.message}
              {result.hint === null ? null : (
                <Text span inherit c="dimmed" display="block">
                  {result.hint}
                </Text>
              )}
            </Text>
          </Group>
        )}
      </div>
    </Group>
  );
}

function failed(error: unknown): { ok: false; message: string; hint: string | null } {
  const { detail, hint } = asProblem(error);
  return { ok: false, message: detail, hint };
}
