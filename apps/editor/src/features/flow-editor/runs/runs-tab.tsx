import { EmptyState, Group, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import type { RunSummary } from '@millrace/model';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { rowsOf } from '../../../api/page.ts';
import { runsQuery } from '../../../api/runs.ts';
import { between, durationText, shortId } from '../../../ui/format.ts';
import { MoreButton } from '../../../ui/more-button.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { RunStatusBadge } from '../../../ui/status-badge.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { RunView } from './run-view.tsx';

/** The runs of this flow; the chosen one is drawn over the flow with what each step got and gave. */
export function RunsTab() {
  const { flow } = useEditor();
  const runs = useInfiniteQuery(runsQuery({ flow: flow.id }, 20));
  const [wanted, choose] = useState<string>();
  return (
    <QueryState query={runs}>
      {(data) => {
        const rows = rowsOf(data);
        const chosen = rows.find((run) => run.id === wanted) ?? rows[0];
        if (chosen === undefined) return <NoRuns />;
        return (
          <div className={classes.runs}>
            <ScrollArea className={classes.runList ?? ''} type="auto">
              <nav aria-label="Runs of this flow">
                {rows.map((run) => (
                  <RunLine
                    key={run.id}
                    run={run}
                    chosen={run.id === chosen.id}
                    onChoose={() => choose(run.id)}
                  />
                ))}
                <MoreButton query={runs} />
              </nav>
            </ScrollArea>
            <RunView key={chosen.id} id={chosen.id} />
          </div>
        );
      }}
    </QueryState>
  );
}

interface RunLineProps {
  run: RunSummary;
  chosen: boolean;
  onChoose: () => void;
}

function RunLine({ run, chosen, onChoose }: RunLineProps) {
  const took = between(run.started_at, run.finished_at);
  return (
    <UnstyledButton
      className={classes.runLine}
      aria-pressed={chosen}
      data-chosen={chosen || undefined}
      onClick={onChoose}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <RunStatusBadge status={run.status} />
        <RelativeTime at={run.started_at ?? run.created_at} size="xs" c="dimmed" />
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" ff="monospace">
          {shortId(run.id)}
        </Text>
        <Text size="xs" c="dimmed">
          version {run.version}
          {took === undefined ? '' : ` · ${durationText(took)}`}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

function NoRuns() {
  const { flow } = useEditor();
  return (
    <EmptyState
      py={64}
      icon={<IconPlayerPlay aria-hidden />}
      title="No runs yet"
      description={
        flow.status === 'live'
          ? 'The next event that arrives starts one.'
          : 'Publish the flow: from then on each event starts a run.'
      }
    />
  );
}
