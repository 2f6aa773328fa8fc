import { Anchor, Group, Table, Text } from '@mantine/core';
import type { FlowListItem } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connectorsQuery } from '../../api/connectors.ts';
import { useMay } from '../../api/session.ts';
import { ConnectorIcon } from '../../ui/connector-icon.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { FlowStatusBadge, RunStatusBadge } from '../../ui/status-badge.tsx';
import classes from '../../ui/table.module.css';
import { FlowMenu } from './flow-menu.tsx';

const COLUMNS = ['Flow', 'State', 'Last run', 'Runs in 14 days', ''];

export function FlowsTable({ flows }: { flows: readonly FlowListItem[] }) {
  const mayEdit = useMay('editor');
  return (
    <DataTable label="Flows" columns={COLUMNS} minWidth={880}>
      {flows.map((flow) => (
        <Table.Tr key={flow.id}>
          <Table.Td miw={340}>
            <Group gap="md" wrap="nowrap">
              <Connectors ids={flow.connectors} />
              <div>
                <Anchor
                  className={classes.open}
                  underline="never"
                  renderRoot={(props) => (
                    <Link {...props} to="/flows/$flowId" params={{ flowId: flow.id }} />
                  )}
                >
                  {flow.name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {flow.step_count === 1 ? '1 step' : `${flow.step_count} steps`}
                  {flow.version === null ? '' : ` · version ${flow.version}`}
                  {flow.version !== null && flow.changed ? ' · unpublished changes' : ''}
                </Text>
              </div>
            </Group>
          </Table.Td>
          <Table.Td>
            <span className={classes.above}>
              <FlowStatusBadge status={flow.status} />
            </span>
          </Table.Td>
          <Table.Td>
            <LastRun run={flow.last_run} />
          </Table.Td>
          <Table.Td>
            <span className={classes.above}>
              <Sparkline days={flow.runs_by_day} />
            </span>
          </Table.Td>
          <Table.Td w={52}>
            <span className={classes.above}>{mayEdit ? <FlowMenu flow={flow} /> : null}</span>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

const SHOWN_ICONS = 3;

function Connectors({ ids }: { ids: readonly string[] }) {
  const connectors = useQuery(connectorsQuery);
  const rest = ids.length - SHOWN_ICONS;
  return (
    <Group gap={4} wrap="nowrap" w={60} className={classes.above} style={{ flexShrink: 0 }}>
      {ids.slice(0, SHOWN_ICONS).map((id, index) => (
        <ConnectorIcon
          key={`${id} ${index}`}
          size={24}
          withTooltip
          connector={connectors.data?.find((connector) => connector.id === id)}
        />
      ))}
      {rest > 0 ? (
        <Text size="xs" c="dimmed">
          +{rest}
        </Text>
      ) : null}
    </Group>
  );
}

function LastRun({ run }: { run: FlowListItem['last_run'] }) {
  if (run === null) {
    return (
      <Text size="sm" c="dimmed">
        Never
      </Text>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <Link
        to="/runs/$runId"
        params={{ runId: run.id }}
        className={classes.above}
        aria-label={`Last run, ${run.status}`}
      >
        <RunStatusBadge status={run.status} />
      </Link>
      <span className={classes.above}>
        <RelativeTime at={run.started_at} c="dimmed" />
      </span>
    </Group>
  );
}
