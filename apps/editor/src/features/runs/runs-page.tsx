import { Button, EmptyState, Group, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { runStatusSchema } from '@millrace/model';
import { IconHistory, IconRepeat } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { flowsQuery } from '../../api/flows.ts';
import { rowsOf } from '../../api/page.ts';
import { runsQuery } from '../../api/runs.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { RunsTable } from '../../ui/runs-table.tsx';
import { RUN_LOOKS } from '../../ui/status-badge.tsx';
import { ReplayProgress } from './replay-progress.tsx';

const ReplayBatchDialog = lazy(async () => ({
  default: (await import('./replay-batch-dialog.tsx')).ReplayBatchDialog,
}));

const route = getRouteApi('/app/runs');

const STATUSES = runStatusSchema.options.map((status) => ({
  value: status,
  label: RUN_LOOKS[status].label,
}));

export function RunsPage() {
  const filter = route.useSearch();
  const runs = useInfiniteQuery(runsQuery(filter));
  const filtered = filter.flow !== undefined || filter.status !== undefined;
  return (
    <Page title="Runs" description="Each time a flow ran for an event, newest first.">
      <Group justify="space-between" gap="sm">
        <Filters />
        <ReplayThese />
      </Group>
      <ReplayProgress />
      <QueryState query={runs}>
        {(data) => {
          const rows = rowsOf(data);
          if (rows.length === 0) return <NoRuns filtered={filtered} />;
          return (
            <Stack>
              <RunsTable runs={rows} />
              <MoreButton query={runs} />
            </Stack>
          );
        }}
      </QueryState>
    </Page>
  );
}

function Filters() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const flows = useQuery(flowsQuery);
  return (
    <Group gap="sm">
      <Select
        aria-label="Flow"
        placeholder="All flows"
        clearable
        searchable
        w={240}
        value={filter.flow ?? null}
        data={(flows.data?.items ?? []).map((flow) => ({ value: flow.id, label: flow.name }))}
        onChange={(flow) =>
          void navigate({ search: { ...filter, flow: flow ?? undefined }, replace: true })
        }
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        w={170}
        value={filter.status ?? null}
        data={STATUSES}
        onChange={(status) =>
          void navigate({ search: { ...filter, status: status ?? undefined }, replace: true })
        }
      />
    </Group>
  );
}

/** Runs the listed runs again, at a pace. */
function ReplayThese() {
  const filter = route.useSearch();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconRepeat aria-hidden size={16} />} onClick={open}>
        Replay these…
      </Button>
      {opened ? (
        <Suspense fallback={null}>
          <ReplayBatchDialog filter={filter} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        py="xl"
        icon={<IconHistory aria-hidden />}
        title="No run fits the filter."
        description="Choose another flow or status, or clear the filter."
      >
        <EmptyState.Actions>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/runs" />}>
            Clear the filter
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      py="xl"
      icon={<IconHistory aria-hidden />}
      title="Nothing has run yet."
      description="Publish a flow and send an event to its trigger URL: each run appears here at once, with the input and output of every step."
    >
      <EmptyState.Actions>
        <Button renderRoot={(props) => <Link {...props} to="/flows" />}>Go to flows</Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
