import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReplayBatch } from '@millrace/model';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { flowsQuery } from '../../api/flows.ts';
import { asProblem } from '../../api/problem.ts';
import { cancelReplays, replaysQuery } from '../../api/replays.ts';

/** Replays of many runs that are under way, each with a way to stop it. */
export function ReplayProgress() {
  const replays = useQuery(replaysQuery);
  const running = (replays.data?.items ?? []).filter(({ status }) => status === 'running');
  if (running.length === 0) return null;
  return (
    <Stack gap="xs">
      {running.map((batch) => (
        <OneBatch key={batch.id} batch={batch} />
      ))}
    </Stack>
  );
}

function OneBatch({ batch }: { batch: ReplayBatch }) {
  const flows = useQuery(flowsQuery);
  const cancel = useMutation({
    ...cancelReplays,
    onError: (error) => notifications.show({ color: 'red', message: asProblem(error).detail }),
  });
  const name = flows.data?.items.find(({ id }) => id === batch.flow)?.name ?? 'a flow';
  const { started, total, rate } = batch;
  return (
    <Alert
      color="blue"
      variant="light"
      p="sm"
      role="status"
      icon={<IconRepeat size={18} aria-hidden />}
    >
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Stack gap={6} flex={1}>
          <Text size="sm">
            Replaying {name}: {started} of {total} runs started, {rate} a second
          </Text>
          <Progress
            value={total === 0 ? 100 : (started / total) * 100}
            size="sm"
            aria-label={`Replay of ${name}`}
          />
        </Stack>
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate(batch.id)}
        >
          Cancel
        </Button>
      </Group>
    </Alert>
  );
}
