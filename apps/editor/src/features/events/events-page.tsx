import { Button, EmptyState, Group, Select, Stack } from '@mantine/core';
import { verdictSchema } from '@millrace/model';
import { IconBolt } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { eventsQuery } from '../../api/events.ts';
import { flowsQuery } from '../../api/flows.ts';
import { rowsOf } from '../../api/page.ts';
import { EventsTable } from '../../ui/events-table.tsx';
import { shortId } from '../../ui/format.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { VERDICT_LOOKS } from '../../ui/status-badge.tsx';
import { EventDrawer } from './event-drawer.tsx';

const route = getRouteApi('/app/events');

const VERDICTS = verdictSchema.options.map((verdict) => ({
  value: verdict,
  label: VERDICT_LOOKS[verdict].label,
}));

export function EventsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { flow, verdict } = search;
  const events = useInfiniteQuery(eventsQuery({ flow, verdict }));
  const flows = useQuery(flowsQuery);
  const nameOf = (id: string): string =>
    flows.data?.items.find((each) => each.id === id)?.name ?? shortId(id);
  const show = (event: string | undefined): void =>
    void navigate({ search: { ...search, event }, replace: event === undefined });
  return (
    <Page
      title="Events"
      description="Everything that arrived, each with its verdict: also what started no run."
    >
      <Filters />
      <QueryState query={events}>
        {(data) => {
          const rows = rowsOf(data);
          if (rows.length === 0) {
            return <NoEvents filtered={flow !== undefined || verdict !== undefined} />;
          }
          return (
            <Stack>
              <EventsTable events={rows} flowName={nameOf} onOpen={({ id }) => show(id)} />
              <MoreButton query={events} />
            </Stack>
          );
        }}
      </QueryState>
      <EventDrawer id={search.event} flowName={nameOf} onClose={() => show(undefined)} />
    </Page>
  );
}

function Filters() {
  const search = route.useSearch();
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
        value={search.flow ?? null}
        data={(flows.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(flow) =>
          void navigate({ search: { ...search, flow: flow ?? undefined }, replace: true })
        }
      />
      <Select
        aria-label="Verdict"
        placeholder="Any verdict"
        clearable
        w={180}
        value={search.verdict ?? null}
        data={VERDICTS}
        onChange={(verdict) =>
          void navigate({ search: { ...search, verdict: verdict ?? undefined }, replace: true })
        }
      />
    </Group>
  );
}

function NoEvents({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState
      py="xl"
      icon={<IconBolt aria-hidden />}
      title={filtered ? 'No event fits the filter.' : 'Nothing has arrived yet.'}
      description={
        filtered
          ? 'Choose another flow or verdict, or clear the filter.'
          : 'Open a flow, copy its trigger URL and post something to it. Every request is kept here, even to a paused flow or with a bad signature.'
      }
    >
      <EmptyState.Actions>
        {filtered ? (
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/events" />}>
            Clear the filter
          </Button>
        ) : (
          <Button renderRoot={(props) => <Link {...props} to="/flows" />}>Go to flows</Button>
        )}
      </EmptyState.Actions>
    </EmptyState>
  );
}
