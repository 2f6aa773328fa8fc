import { Button, Modal, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ApiKey } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { apiKeysQuery, revokeApiKey } from '../../api/api-keys.ts';
import { useMay } from '../../api/session.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { QueryState, RowsSkeleton } from '../../ui/query-state.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { NewApiKey } from './new-api-key.tsx';
import { Section } from './section.tsx';

export function ApiKeysSection() {
  if (useMay('owner')) return <ApiKeys />;
  return (
    <Section title="API keys" description="For scripts and the command line.">
      <Text size="sm" c="dimmed">
        Owners make and revoke keys.
      </Text>
    </Section>
  );
}

function ApiKeys() {
  const keys = useQuery(apiKeysQuery);
  const [creating, { open, close }] = useDisclosure(false);
  return (
    <Section
      title="API keys"
      description="For scripts and the command line. A key may do at most what you may."
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus aria-hidden size={14} />}
          onClick={open}
        >
          New key
        </Button>
      }
    >
      <QueryState query={keys} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              There are no keys. Make one to call the API with “Authorization: Bearer …”.
            </Text>
          ) : (
            <DataTable
              label="API keys"
              columns={['Name', 'Role', 'Begins with', 'Created', 'Last used', '']}
              minWidth={560}
            >
              {items.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </DataTable>
          )
        }
      </QueryState>
      <Modal opened={creating} onClose={close} title="New API key" closeOnClickOutside={false}>
        <NewApiKey onDone={close} />
      </Modal>
    </Section>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const [revoking, { open, close }] = useDisclosure(false);
  const revoke = useMutation(revokeApiKey);
  return (
    <Table.Tr>
      <Table.Td>{apiKey.name}</Table.Td>
      <Table.Td>{apiKey.role}</Table.Td>
      <Table.Td ff="monospace" fz="xs">
        {apiKey.start}…
      </Table.Td>
      <Table.Td>
        <RelativeTime at={apiKey.created_at} c="dimmed" />
      </Table.Td>
      <Table.Td>
        {apiKey.last_used_at === null ? (
          <Text size="sm" c="dimmed">
            Never
          </Text>
        ) : (
          <RelativeTime at={apiKey.last_used_at} c="dimmed" />
        )}
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={`Revoke ${apiKey.name}`}
          onClick={open}
        >
          Revoke
        </Button>
        <ConfirmModal
          opened={revoking}
          onClose={close}
          title={`Revoke “${apiKey.name}”?`}
          confirmLabel="Revoke key"
          onConfirm={() => revoke.mutateAsync(apiKey.id)}
        >
          Whatever uses this key is refused from now on. This cannot be undone.
        </ConfirmModal>
      </Table.Td>
    </Table.Tr>
  );
}
