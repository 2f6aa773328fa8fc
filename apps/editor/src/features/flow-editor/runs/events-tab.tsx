import { Drawer, EmptyState, Stack } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventQuery, eventsQuery } from '../../../api/events.ts';
import { rowsOf } from '../../../api/page.ts';
import { EventDetail } from '../../../ui/event-detail/event-detail.tsx';
import { EventsTable } from '../../../ui/events-table.tsx';
import { MoreButton } from '../../../ui/more-button.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { useEditor } from '../editor-context.ts';

/** Everything that arrived at this flow, whether it started a run or not. */
export function EventsTab() {
  const { flow } = useEditor();
  const events = useInfiniteQuery(eventsQuery({ flow: flow.id }, 20));
  const [open, setOpen] = useState<string>();
  return (
    <Stack p="md" maw={1120} mx="auto" w="100%">
      <QueryState query={events}>
        {(data) => {
          const rows = rowsOf(data);
          if (rows.length === 0) {
            return (
              <EmptyState
                py={64}
                icon={<IconInbox aria-hidden />}
                title="Nothing has arrived yet"
                description="Send a request to the trigger URL: it is kept here, whatever state the flow is in."
              />
            );
          }
          return (
            <>
              <EventsTable events={rows} onOpen={(event) => setOpen(event.id)} />
              <MoreButton query={events} />
            </>
          );
        }}
      </QueryState>
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="lg"
        title="Event"
      >
        {open === undefined ? null : <OneEvent id={open} flowName={flow.name} />}
      </Drawer>
    </Stack>
  );
}

function OneEvent({ id, flowName }: { id: string; flowName: string }) {
  const event = useQuery(eventQuery(id));
  return (
    <QueryState query={event}>
      {(loaded) => <EventDetail event={loaded} flowName={flowName} />}
    </QueryState>
  );
}
