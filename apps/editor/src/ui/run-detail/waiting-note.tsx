import { Alert, Text } from '@mantine/core';
import type { RunDetail } from '@millrace/model';
import { IconHourglass } from '@tabler/icons-react';
import { absoluteText, relativeText } from '../format.ts';
import { useNow } from '../use-now.ts';
import { waitingFor } from './waiting.ts';

interface WaitingNoteProps {
  run: RunDetail;
  stepName: (step: string) => string | undefined;
}

/** Of a waiting run: until when, and why. */
export function WaitingNote({ run, stepName }: WaitingNoteProps) {
  const now = useNow();
  const reason = waitingFor(run, stepName);
  if (reason === undefined) return null;
  const { waits_until: until } = run;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconHourglass size={18} aria-hidden />}
      title={until === null ? 'This run waits' : `This run goes on ${relativeText(until, now)}`}
    >
      <Text size="sm">{reason}</Text>
      {until === null ? null : (
        <Text size="sm" c="dimmed">
          Until {absoluteText(until)}. It takes no memory meanwhile and goes on after a restart.
        </Text>
      )}
    </Alert>
  );
}
