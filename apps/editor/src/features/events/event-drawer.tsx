import { Button, Drawer, Group, Stack } from '@mantine/core';
import type { EventDetail as CapturedEvent } from '@millrace/model';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { eventQuery, replayEvent } from '../../api/events.ts';
import { asProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { EventDetail } from '../../ui/event-detail/event-detail.tsx';
import { QueryState, RowsSkeleton } from '../../ui/query-state.tsx';

export interface EventDrawerProps {
  /** The open event; undefined closes the drawer. */
  id: string | undefined;
  flowName: (flow: string) => string;
  onClose: () => void;
}

export function EventDrawer({ id, flowName, onClose }: EventDrawerProps) {
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title="Event"
      closeButtonProps={{ 'aria-label': 'Close the event' }}
    >
      {id === undefined ? null : <DrawerBody key={id} id={id} flowName={flowName} />}
    </Drawer>
  );
}

function DrawerBody({ id, flowName }: { id: string; flowName: EventDrawerProps['flowName'] }) {
  const event = useQuery(eventQuery(id));
  const mayAct = useMay('editor');
  return (
    <QueryState query={event} skeleton={<RowsSkeleton rows={6} />}>
      {(data) => (
        <Stack gap="md">
          <EventDetail event={data} flowName={flowName(data.flow)} />
          {mayAct ? <Replay event={data} /> : null}
        </Stack>
      )}
    </QueryState>
  );
}

function Replay({ event }: { event: CapturedEvent }) {
  const navigate = useNavigate();
  const replay = useMutation({
    ...replayEvent,
    onSuccess: ({ run }) => navigate({ to: '/runs/$runId', params: { runId: run } }),
  });
  return (
    <Stack gap="sm">
      {replay.error === null ? null : <ErrorPanel problem={asProblem(replay.error)} />}
      <Group>
        <Button
          leftSection={<IconRepeat aria-hidden size={16} />}
          variant="default"
          loading={replay.isPending}
          onClick={() => replay.mutate(event.id)}
        >
          Replay this event
        </Button>
      </Group>
    </Stack>
  );
}
