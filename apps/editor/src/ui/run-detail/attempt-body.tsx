import { Box, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Attempt } from '@millrace/model';
import { ErrorPanel } from '../error-panel.tsx';
import { JsonTree } from '../json-tree/json-tree.tsx';
import classes from './run-detail.module.css';
import { SentCalls } from './sent-calls.tsx';

/** What one try received and answered, or why it failed. */
export function AttemptBody({ attempt }: { attempt: Attempt }) {
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
        <Data title="Input" step={attempt.step} value={shown(attempt, 'input')} />
        <Data title="Output" step={attempt.step} value={shown(attempt, 'output')} />
      </SimpleGrid>
      <SentCalls attempt={attempt} />
    </Stack>
  );
}

/** What is too large for the page says so in its place. */
function shown({ seq, cut, ...attempt }: Attempt, name: 'input' | 'output'): unknown {
  if (cut?.includes(name) !== true) return attempt[name];
  return `Too large to show here. Read it with GET /api/v1/runs/…/attempts/${seq ?? '…'}`;
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
