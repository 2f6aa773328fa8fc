import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { flowsQuery } from '../../api/flows.ts';
import { useMay } from '../../api/session.ts';
import { Page } from '../../ui/page.tsx';
import { QueryState, RowsSkeleton } from '../../ui/query-state.tsx';
import { FlowsTable } from './flows-table.tsx';
import { NoFlows } from './no-flows.tsx';

const NewFlowModal = lazy(async () => ({
  default: (await import('./new-flow-modal.tsx')).NewFlowModal,
}));

const route = getRouteApi('/app/flows');

export function FlowListPage() {
  const { create } = route.useSearch();
  const navigate = route.useNavigate();
  const flows = useQuery(flowsQuery);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const mayEdit = useMay('editor');
  const ask = (): void => void navigate({ search: { create: true } });
  return (
    <Page
      title="Flows"
      description="Something happens in one application; a flow does the rest."
      actions={
        mayEdit ? (
          <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={ask}>
            New flow
          </Button>
        ) : null
      }
    >
      <QueryState query={flows} skeleton={<RowsSkeleton rows={4} height={56} />}>
        {({ items }) =>
          items.length === 0 ? (
            mayEdit ? (
              <NoFlows />
            ) : (
              <Text size="sm" c="dimmed">
                There are no flows yet. Editors make them.
              </Text>
            )
          ) : (
            <Stack gap="md">
              <TextInput
                maw={320}
                aria-label="Search flows"
                placeholder="Search flows"
                leftSection={<IconSearch aria-hidden size={15} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
              <Found
                flows={items.filter((flow) => flow.name.toLowerCase().includes(wanted))}
                search={search}
              />
            </Stack>
          )
        }
      </QueryState>
      {create === true && mayEdit ? (
        <Suspense fallback={null}>
          <NewFlowModal opened onClose={() => void navigate({ search: {}, replace: true })} />
        </Suspense>
      ) : null}
    </Page>
  );
}

function Found({
  flows,
  search,
}: {
  flows: Parameters<typeof FlowsTable>[0]['flows'];
  search: string;
}) {
  if (flows.length > 0) return <FlowsTable flows={flows} />;
  return (
    <Text size="sm" c="dimmed" role="status">
      No flow is named like “{search}”.
    </Text>
  );
}
