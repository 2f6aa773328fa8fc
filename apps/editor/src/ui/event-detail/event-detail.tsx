import { Alert, Anchor, DataList, Group, Stack, Tabs, Text } from '@mantine/core';
import type { EventDetail as CapturedEvent } from '@millrace/model';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { shortId, sizeText } from '../format.ts';
import { JsonTree } from '../json-tree/json-tree.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { VerdictBadge } from '../status-badge.tsx';
import { EventFiles } from './event-files.tsx';
import { PairsTable } from './pairs-table.tsx';
import { RawView } from './raw-view.tsx';

export interface EventDetailProps {
  event: CapturedEvent;
  flowName?: string | undefined;
}

/** One thing that arrived: its verdict, and its parts as they came. See the note at RunsTable. */
export function EventDetail({ event, flowName }: EventDetailProps) {
  const headers = Object.entries(event.headers);
  const query = Object.entries(event.query).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return (
    <Stack gap="md">
      <Group gap="sm">
        <VerdictBadge verdict={event.verdict} />
        <Text size="sm" c="dimmed">
          <RelativeTime at={event.received_at} /> · {sizeText(event.size)}
        </Text>
      </Group>
      {event.reason === null ? null : (
        <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden size={18} />}>
          {event.reason}
        </Alert>
      )}
      <Facts event={event} flowName={flowName} />
      <Tabs defaultValue="body" keepMounted={false}>
        <Tabs.List aria-label="Parts of the event">
          <Tabs.Tab value="body">Body</Tabs.Tab>
          <Tabs.Tab value="headers">Headers ({headers.length})</Tabs.Tab>
          {query.length === 0 ? null : <Tabs.Tab value="query">Query ({query.length})</Tabs.Tab>}
          <Tabs.Tab value="raw">Raw</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="body" pt="sm">
          {typeof event.body_fault === 'string' ? (
            <Text size="sm" c="dimmed" mb="xs">
              Not read as its content type says: {event.body_fault}.
            </Text>
          ) : null}
          <EventFiles body={event.body} />
          <JsonTree value={event.body} label="Body of the event" rootPath="$.trigger.body" />
        </Tabs.Panel>
        <Tabs.Panel value="headers" pt="sm">
          <PairsTable label="Headers" pairs={headers} />
        </Tabs.Panel>
        <Tabs.Panel value="query" pt="sm">
          <PairsTable label="Query" pairs={query} />
        </Tabs.Panel>
        <Tabs.Panel value="raw" pt="sm">
          <RawView base64={event.body_base64} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Facts({ event, flowName }: EventDetailProps) {
  return (
    <DataList gap={6} labelWidth={90}>
      <DataList.Item>
        <DataList.ItemLabel>Event</DataList.ItemLabel>
        <DataList.ItemValue>
          <Text span size="xs" ff="monospace">
            {event.id}
          </Text>
        </DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>Flow</DataList.ItemLabel>
        <DataList.ItemValue>
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/flows/$flowId" params={{ flowId: event.flow }} />
            )}
          >
            {flowName ?? shortId(event.flow)}
          </Anchor>
        </DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>Run</DataList.ItemLabel>
        <DataList.ItemValue>
          <RunFact run={event.run} />
        </DataList.ItemValue>
      </DataList.Item>
    </DataList>
  );
}

function RunFact({ run }: { run: string | null }) {
  if (run === null) return <>none</>;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: run }} />}
    >
      Open run {shortId(run)}
    </Anchor>
  );
}
