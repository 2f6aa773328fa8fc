import { Accordion, Group, Text } from '@mantine/core';
import type { Attempt } from '@millrace/model';
import { useState } from 'react';
import { RelativeTime } from '../relative-time.tsx';
import { AttemptStatusBadge } from '../status-badge.tsx';
import { AttemptBody } from './attempt-body.tsx';
import classes from './run-detail.module.css';

/** The tries before the newest, newest first, each one line until it is opened. */
export function EarlierTries({ tries }: { tries: readonly Attempt[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={6}>
        {tries.length === 1 ? 'The try before' : `The ${tries.length} tries before`}
      </Text>
      <Accordion
        variant="contained"
        order={4}
        chevronPosition="left"
        value={open}
        onChange={setOpen}
      >
        {tries.toReversed().map((attempt) => (
          <Accordion.Item key={attempt.try} value={String(attempt.try)}>
            <Accordion.Control py={0}>
              <Group gap="sm" justify="space-between" wrap="nowrap">
                <Text size="sm" className={classes.nowrap}>
                  Try {attempt.try}
                </Text>
                <Text size="xs" c="dimmed" lineClamp={1} flex={1}>
                  {attempt.error?.message}
                </Text>
                <RelativeTime at={attempt.started_at} size="xs" c="dimmed" />
                <AttemptStatusBadge status={attempt.status} />
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {open === String(attempt.try) ? <AttemptBody attempt={attempt} /> : null}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  );
}
