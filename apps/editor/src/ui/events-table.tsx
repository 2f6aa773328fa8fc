import { Anchor, Table, Text } from '@mantine/core';
import type { EventSummary } from '@millrace/model';
import { Link } from '@tanstack/react-router';
import { DataTable } from './data-table.tsx';
import { shortId, sizeText } from './format.ts';
import { RelativeTime } from './relative-time.tsx';
import { VerdictBadge } from './status-badge.tsx';
import classes from './table.module.css';

export interface EventsTableProps {
  events: readonly EventSummary[];
  onOpen: (event: EventSummary) => void;
  /** Name of a flow; without it the column is left out. */
  flowName?: (flow: string) => string;
}

const KINDS = {
  webhook: 'Request',
  manual: 'By hand',
  sample: 'Sample',
  schedule: 'Schedule',
  poll: 'Poll',
  email: 'E-mail',
  form: 'Form',
  failure: 'Failed run',
  silence: 'Silence',
  call: 'Call',
  replay: 'Replay',
} as const;

/** What arrived, as rows; a row opens its event. See the note at RunsTable. */
export function EventsTable({ events, onOpen, flowName }: EventsTableProps) {
  const flowColumn = flowName === undefined ? [] : ['Flow'];
  const columns = ['Verdict', 'Event', ...flowColumn, 'Kind', 'Size', 'Arrived', 'Run', 'Reason'];
  return (
    <DataTable label="Events" columns={columns} minWidth={flowName === undefined ? 680 : 820}>
      {events.map((event) => (
        <Table.Tr key={event.id}>
          <Table.Td w={150}>
            <span className={classes.above}>
              <VerdictBadge verdict={event.verdict} />
            </span>
          </Table.Td>
          <Table.Td>
            <Anchor
              component="button"
              type="button"
              underline="never"
              className={`${classes.open ?? ''} ${classes.id ?? ''}`}
              aria-label={`Event ${shortId(event.id)}, ${event.verdict}`}
              onClick={() => onOpen(event)}
            >
              {shortId(event.id)}
            </Anchor>
          </Table.Td>
          {flowName === undefined ? null : (
            <Table.Td>
              <Text size="sm" lineClamp={1}>
                {flowName(event.flow)}
              </Text>
            </Table.Td>
          )}
          <Table.Td className={classes.nowrap}>
            <Text size="sm" c="dimmed">
              {KINDS[event.kind]}
            </Text>
          </Table.Td>
          <Table.Td className={classes.nowrap}>
            <Text size="sm" c="dimmed">
              {sizeText(event.size)}
            </Text>
          </Table.Td>
          <Table.Td>
            <span className={classes.above}>
              <RelativeTime at={event.received_at} c="dimmed" />
            </span>
          </Table.Td>
          <Table.Td>
            <RunLink run={event.run} />
          </Table.Td>
          <Table.Td maw={240}>
            <Text size="sm" c="dimmed" lineClamp={1} title={event.reason ?? undefined}>
              {event.reason}
            </Text>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

function RunLink({ run }: { run: string | null }) {
  if (run === null) {
    return (
      <Text size="sm" c="dimmed">
        –
      </Text>
    );
  }
  return (
    <Anchor
      size="sm"
      className={`${classes.above ?? ''} ${classes.id ?? ''}`}
      renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: run }} />}
      aria-label={`Run ${shortId(run)}`}
    >
      {shortId(run)}
    </Anchor>
  );
}
