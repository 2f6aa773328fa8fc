import { Badge, Group, Stack, Text } from '@mantine/core';
import type { Connection, ConnectionStatus } from '@millrace/model';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockX,
  type Icon,
} from '@tabler/icons-react';
import { absoluteText, relativeText } from './format.ts';
import { useNow } from './use-now.ts';

const LOOKS: Readonly<Record<ConnectionStatus, { label: string; color: string; icon: Icon }>> = {
  ok: { label: 'Works', color: 'green', icon: IconCircleCheck },
  untested: { label: 'Not tested yet', color: 'gray', icon: IconCircleDashed },
  failed: { label: 'Does not work', color: 'red', icon: IconCircleX },
  expired: { label: 'Sign in again', color: 'red', icon: IconClockX },
};

const UNTESTABLE = { label: 'Known once it is used', color: 'gray', icon: IconCircleDashed };

interface ConnectionHealthProps {
  connection: Connection;
  /** False where there is nothing to try it with. */
  testable?: boolean;
}

/** Whether a connection works, in words with a sign: account, reason, last check and end. */
export function ConnectionHealth({ connection, testable = true }: ConnectionHealthProps) {
  const now = useNow();
  const {
    status,
    status_reason: reason,
    account,
    checked_at: checked,
    expires_at: ends,
  } = connection;
  const {
    label,
    color,
    icon: Mark,
  } = status === 'untested' && !testable ? UNTESTABLE : LOOKS[status];
  const facts = [
    ...(account === null ? [] : [account]),
    ...(checked === null ? [] : [`checked ${relativeText(checked, now)}`]),
    ...(ends === null || status === 'expired' ? [] : [endText(ends, now)]),
  ];
  return (
    <Stack gap={3} align="flex-start">
      <Group gap={8} wrap="nowrap">
        <Badge
          color={color}
          variant="light"
          tt="none"
          fw={550}
          leftSection={<Mark size={13} aria-hidden />}
          styles={{ root: { flexShrink: 0 } }}
        >
          {label}
        </Badge>
        {facts.length === 0 ? null : (
          <Text size="xs" c="dimmed" title={checked === null ? undefined : absoluteText(checked)}>
            {facts.join(' · ')}
          </Text>
        )}
      </Group>
      {reason === null || status === 'ok' ? null : <Text size="xs">{reason}</Text>}
    </Stack>
  );
}

/** When the token ends; most are renewed before that. */
function endText(ends: string, now: number): string {
  const when = relativeText(ends, now);
  return Date.parse(ends) > now ? `token ends ${when}` : `token ended ${when}`;
}
