import { Button, EmptyState } from '@mantine/core';
import { IconPlug, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { useMay } from '../../api/session.ts';
import { Page } from '../../ui/page.tsx';
import { QueryState, RowsSkeleton } from '../../ui/query-state.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { NewConnectionModal } from './new-connection-modal.tsx';

const route = getRouteApi('/app/connections');

export function ConnectionsPage() {
  const { create } = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(connectionsQuery);
  const mayEdit = useMay('editor');
  const button = mayEdit ? (
    <Button
      leftSection={<IconPlus aria-hidden size={16} />}
      onClick={() => void navigate({ search: { create: true } })}
    >
      New connection
    </Button>
  ) : null;
  const empty = connections.data?.items.length === 0;
  return (
    <Page
      title="Connections"
      description="Accounts at other applications. Secrets are encrypted, and never shown again."
      actions={empty ? null : button}
    >
      <QueryState query={connections} skeleton={<RowsSkeleton rows={3} height={56} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              py="xl"
              icon={<IconPlug aria-hidden />}
              title="No connections yet."
              description="A connection holds the credentials for one account, say your shop or your newsletter. Flows name it; the secret stays here."
            >
              <EmptyState.Actions>{button}</EmptyState.Actions>
            </EmptyState>
          ) : (
            <ConnectionsTable connections={items} />
          )
        }
      </QueryState>
      <NewConnectionModal
        opened={create === true && mayEdit}
        onClose={() => void navigate({ search: {}, replace: true })}
      />
    </Page>
  );
}
