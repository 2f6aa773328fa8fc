import { Anchor, Table, Text } from '@mantine/core';
import type { RunSummary } from '@millrace/model';
import { Link } from '@tanstack/react-router';
import { DataTable } from './data-table.tsx';
import { between, durationText, shortId } from './format.ts';
import { RelativeTime } from './relative-time.tsx';
import { RunStatusBadge } from './status-badge.tsx';
import classes from './table.module.css';

export interface RunsTableProps {
  runs: readonly RunSummary[];
  /** Off on the page of one flow. */
  withFlow?: boolean;
}

/**
 * Runs as rows. Lists and details of runs and events live in `ui/` and take rows, not queries: the
 * runs page and the tabs of the flow page both show them, and a feature may not import another.
 */
export function RunsTable({ runs, withFlow = true }: RunsTableProps) {
  const columns = ['Status', 'Run', ...(withFlow ? ['Flow'] : []), 'Started', 'Took', 'Message'];
  return (
    <DataTable label="Runs" columns={columns} minWidth={withFlow ? 760 : 620}>
      {runs.map((run) => (
        <Table.Tr key={run.id}>
          <Table.Td w={130}>
            <span className={classes.above}>
              <RunStatusBadge status={run.status} />
            </span>
          </Table.Td>
          <Table.Td>
            <Anchor
              className={`${classes.open ?? ''} ${classes.id ?? ''}`}
              underline="never"
              renderRoot={(props) => (
                <Link {...props} to="/runs/$runId" params={{ runId: run.id }} />
              )}
              aria-label={`Run ${shortId(run.id)} of ${run.flow_name}, ${run.status}`}
            >
              {shortId(run.id)}
            </Anchor>
          </Table.Td>
          {withFlow ? (
            <Table.Td>
              <Text size="sm" lineClamp={1}>
                {run.flow_name}
              </Text>
            </Table.Td>
          ) : null}
          <Table.Td>
            <span className={classes.above}>
              <RelativeTime at={run.started_at ?? run.created_at} c="dimmed" />
            </span>
          </Table.Td>
          <Table.Td className={classes.nowrap}>
            <Took run={run} />
          </Table.Td>
          <Table.Td maw={280}>
            <Text size="sm" c="dimmed" lineClamp={1} title={run.error?.message}>
              {run.error?.message ??
                (run.origin === null ? '' : `Replay of ${shortId(run.origin)}`)}
            </Text>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

function Took({ run }: { run: RunSummary }) {
  const length = between(run.started_at, run.finished_at);
  return (
    <Text size="sm" c="dimmed">
      {length === undefined ? '–' : durationText(length)}
    </Text>
  );
}
