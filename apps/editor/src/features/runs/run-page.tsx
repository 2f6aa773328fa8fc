import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { findStep, type RunDetail as Run } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { flowQuery } from '../../api/flows.ts';
import { runQuery } from '../../api/runs.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { shortId } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { RunDetail } from '../../ui/run-detail/run-detail.tsx';
import { WaitingNote } from '../../ui/run-detail/waiting-note.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFacts } from './run-facts.tsx';

const route = getRouteApi('/app/runs/$runId');

export function RunPage() {
  const { runId } = route.useParams();
  const run = useQuery(runQuery(runId));
  return (
    <Page
      title={`Run ${shortId(runId)}`}
      back={
        <Anchor size="sm" c="dimmed" renderRoot={(props) => <Link {...props} to="/runs" />}>
          ← Runs
        </Anchor>
      }
      actions={run.data === undefined ? null : <RunActions run={run.data} />}
    >
      <QueryState query={run}>{(data) => <RunBody key={data.id} run={data} />}</QueryState>
    </Page>
  );
}

function RunBody({ run }: { run: Run }) {
  const flow = useQuery({ ...flowQuery(run.flow), retry: false });
  const stepName = (id: string): string | undefined =>
    flow.data === undefined ? undefined : findStep(flow.data.document, id)?.name;
  const inSteps = run.attempts.some((attempt) => attempt.error !== null);
  return (
    <Stack gap="lg">
      <RunFacts run={run} />
      <WaitingNote run={run} stepName={stepName} />
      {run.error === null || inSteps ? null : (
        <ErrorPanel problem={{ detail: run.error.message, hint: run.error.hint }} />
      )}
      <Group justify="space-between">
        <Title order={2}>Steps</Title>
        <Text size="sm" c="dimmed">
          {run.attempts.length === 1 ? '1 attempt' : `${run.attempts.length} attempts`}
        </Text>
      </Group>
      <RunDetail run={run} stepName={stepName} />
    </Stack>
  );
}
