import { Alert, Button, Code, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Fault } from '@millrace/model';

export interface ErrorPanelProps {
  /** What happened, as the server or a run tells it. */
  problem: {
    detail: string;
    hint: string;
    id?: string | null;
    faults?: readonly Fault[];
  };
  title?: string;
  onRetry?: () => void;
}

/** An error where the content would be: what happened, what to do, and a way to try again. */
export function ErrorPanel({ problem, title, onRetry }: ErrorPanelProps) {
  const faults = problem.faults ?? [];
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle aria-hidden size={18} />}
      title={title ?? problem.detail}
    >
      <Stack gap="xs" align="flex-start">
        {title === undefined ? null : <Text size="sm">{problem.detail}</Text>}
        {faults.length === 0 ? null : (
          <List size="sm" spacing={2}>
            {faults.slice(0, 8).map((fault) => (
              <List.Item key={`${fault.path} ${fault.message}`}>
                {fault.path === '' ? null : <Code>{fault.path}</Code>} {fault.message}
              </List.Item>
            ))}
          </List>
        )}
        <Text size="sm">{problem.hint}</Text>
        {onRetry === undefined ? null : (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {problem.id === undefined || problem.id === null ? null : (
          <Text size="xs" ff="monospace" opacity={0.8}>
            error id {problem.id}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
