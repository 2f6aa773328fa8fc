import { Anchor, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { RunDetail } from '@millrace/model';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { between, durationText, shortId } from '../../ui/format.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { RunStatusBadge } from '../../ui/status-badge.tsx';

/** The facts of a run in one strip. */
export function RunFacts({ run }: { run: RunDetail }) {
  const took = between(run.started_at, run.finished_at);
  return (
    <Card withBorder radius="lg" padding="md">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} m={0} verticalSpacing="md">
        <Fact label="Status">
          <RunStatusBadge status={run.status} />
        </Fact>
        <Fact label="Flow">
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/flows/$flowId" params={{ flowId: run.flow }} />
            )}
          >
            {run.flow_name}
          </Anchor>
        </Fact>
        <Fact label="Version">{run.version}</Fact>
        <Fact label="Event">
          <Anchor
            size="sm"
            ff="monospace"
            renderRoot={(props) => <Link {...props} to="/events" search={{ event: run.event }} />}
          >
            {shortId(run.event)}
          </Anchor>
        </Fact>
        <Fact label="Started">
          <RelativeTime at={run.started_at ?? run.created_at} />
        </Fact>
        <Fact label="Took">{took === undefined ? 'not finished' : durationText(took)}</Fact>
        <Lineage run={run} />
      </SimpleGrid>
    </Card>
  );
}

/** Most replays of a run that are named. */
const MOST_REPLAYS = 6;

/** Where a run comes from and what came of it. */
function Lineage({ run }: { run: RunDetail }) {
  const { origin, parent, replays } = run;
  return (
    <>
      {origin === null ? null : (
        <Fact label="Replay of">
          <RunLink id={origin} />
        </Fact>
      )}
      {parent === null ? null : (
        <Fact label="Called by">
          <RunLink id={parent} />
        </Fact>
      )}
      {replays.length === 0 ? null : (
        <Fact label="Replayed as">
          <Stack gap={4} align="flex-start">
            {replays.slice(0, MOST_REPLAYS).map((replay) => (
              <Group key={replay.id} gap={6} wrap="nowrap">
                <RunLink id={replay.id} />
                <RunStatusBadge status={replay.status} />
              </Group>
            ))}
            {replays.length > MOST_REPLAYS ? (
              <Text size="xs" c="dimmed">
                and {replays.length - MOST_REPLAYS} older
              </Text>
            ) : null}
          </Stack>
        </Fact>
      )}
    </>
  );
}

function RunLink({ id }: { id: string }) {
  return (
    <Anchor
      size="sm"
      ff="monospace"
      renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: id }} />}
    >
      {shortId(id)}
    </Anchor>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" mb={2}>
        {label}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  );
}
