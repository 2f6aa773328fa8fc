import { Group, Table, Text } from '@mantine/core';
import type { Connection, ConnectorInfo } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { connectorsQuery } from '../../api/connectors.ts';
import { kindOf } from '../../ui/connection-form/kinds.ts';
import { ConnectionHealth } from '../../ui/connection-health.tsx';
import { ConnectorIcon } from '../../ui/connector-icon.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ConnectionActions } from './connection-actions.tsx';
import { UsedBy } from './used-by.tsx';

const COLUMNS = ['Connection', 'Health', 'Used by', 'Changed', 'Actions'];

export function ConnectionsTable({ connections }: { connections: readonly Connection[] }) {
  const connectors = useQuery(connectorsQuery);
  return (
    <DataTable label="Connections" columns={COLUMNS} minWidth={880}>
      {connections.map((connection) => (
        <ConnectionRow
          key={connection.id}
          connection={connection}
          connector={connectors.data?.find(({ id }) => id === connection.connector)}
        />
      ))}
    </DataTable>
  );
}

interface ConnectionRowProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
}

function ConnectionRow({ connection, connector }: ConnectionRowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="md" wrap="nowrap">
          <ConnectorIcon size={28} connector={connector} />
          <div>
            <Text size="sm" fw={550}>
              {connection.name}
            </Text>
            <Text size="xs" c="dimmed">
              {connector?.name ?? connection.connector}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td maw={360}>
        <ConnectionHealth
          connection={connection}
          testable={connector === undefined || kindOf(connector, connection.auth).testable}
        />
      </Table.Td>
      <Table.Td>
        <UsedBy flows={connection.used_by} />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={connection.updated_at} c="dimmed" />
      </Table.Td>
      <Table.Td>
        <ConnectionActions connection={connection} connector={connector} />
      </Table.Td>
    </Table.Tr>
  );
}
