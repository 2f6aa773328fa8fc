import { Accordion, Box, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { isTerminal, type Attempt, type RunDetail as Run } from '@millrace/model';
import { ErrorPanel } from '../error-panel.tsx';
import { between, durationText } from '../format.ts';
import { JsonTree } from '../json-tree/json-tree.tsx';
import { AttemptStatusBadge } from '../status-badge.tsx';
import classes from './run-detail.module.css';

export interface RunDetailProps {
  run: Run;
  /** The name people gave a step; its id when undefined. */
  stepName?: (step: string) => string | undefined;
}

/** What each step of a run received, answered and how long it took. See the note at RunsTable. */
export function RunDetail({ run, stepName }: RunDetailProps) {
  const troubled = run.attempts.filter((attempt) => attempt.error !== null);
  const opened = troubled.length > 0 ? troubled : run.attempts.slice(-1);
  if (run.attempts.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {isTerminal(run.status) ? 'No step was started.' : 'No step has started yet.'}
      </Text>
    );
  }
  return (
    <Accordion
      multiple
      order={3}
      variant="separated"
      radius="lg"
      chevronPosition="left"
      defaultValue={opened.map(keyOf)}
      classNames={{ item: classes.item, control: classes.control }}
    >
      {run.attempts.map((attempt) => (
        <Accordion.Item key={keyOf(attempt)} value={keyOf(attempt)}>
          <Accordion.Control>
            <AttemptHead attempt={attempt} name={stepName?.(attempt.step)} />
          </Accordion.Control>
          <Accordion.Panel>
            <AttemptBody attempt={attempt} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function keyOf(attempt: Attempt): string {
  return `${attempt.step}-${attempt.try}`;
}

function AttemptHead({ attempt, name }: { attempt: Attempt; name: string | undefined }) {
  const took = between(attempt.started_at, attempt.finished_at);
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="xs" miw={0}>
        <Text fw={600} size="sm">
          {name ?? attempt.step}
        </Text>
        {name === undefined ? null : (
          <Text size="xs" c="dimmed" ff="monospace">
            {attempt.step}
          </Text>
        )}
        {attempt.try === 1 ? null : (
          <Text size="xs" c="dimmed">
            try {attempt.try}
          </Text>
        )}
      </Group>
      <Group gap="sm" wrap="nowrap">
        <Text size="xs" c="dimmed" className={classes.nowrap}>
          {took === undefined ? '' : durationText(took)}
        </Text>
        <AttemptStatusBadge status={attempt.status} />
      </Group>
    </Group>
  );
}

function AttemptBody({ attempt }: { attempt: Attempt }) {
  return (
    <Stack gap="md">
      {attempt.error === null ? null : (
        <Stack gap="xs">
          <ErrorPanel problem={{ detail: attempt.error.message, hint: attempt.error.hint }} />
          {attempt.error.details === undefined || attempt.error.details === null ? null : (
            <Data title="Details" step={attempt.step} value={attempt.error.details} />
          )}
        </Stack>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Data title="Input" step={attempt.step} value={attempt.input} />
        <Data title="Output" step={attempt.step} value={attempt.output} />
      </SimpleGrid>
    </Stack>
  );
}

function Data({ title, step, value }: { title: string; step: string; value: unknown }) {
  return (
    <Box className={classes.data}>
      <Text size="xs" fw={600} c="dimmed" mb={6}>
        {title}
      </Text>
      <JsonTree value={value} label={`${title} of step ${step}`} />
    </Box>
  );
}
