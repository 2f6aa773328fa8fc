import { Radio, Stack } from '@mantine/core';
import type { ReplyMode, Trigger, WebhookTrigger } from '@millrace/model';

const MODES: readonly { value: ReplyMode; label: string; description: string }[] = [
  {
    value: 'accepted',
    label: 'At once',
    description: 'The sender hears that the event is safely stored. The flow runs afterwards.',
  },
  {
    value: 'result',
    label: 'The result',
    description: 'The sender waits for the run, at most 30 seconds; after that it gets a link.',
  },
  {
    value: 'respond',
    label: 'The flow answers',
    description: 'The sender gets what the first Answer step says, within 30 seconds.',
  },
];

interface ReplyModeProps {
  trigger: WebhookTrigger;
  onChange: (trigger: Trigger) => void;
}

/** What the sender of an event gets. */
export function ReplyModeChoice({ trigger, onChange }: ReplyModeProps) {
  return (
    <Radio.Group
      label="What the sender gets"
      value={trigger.reply?.mode ?? 'accepted'}
      onChange={(next) => {
        const mode = MODES.find(({ value }) => value === next)?.value ?? 'accepted';
        onChange({ ...trigger, reply: mode === 'accepted' ? undefined : { mode } });
      }}
    >
      <Stack gap={8} mt={6}>
        {MODES.map((mode) => (
          <Radio key={mode.value} {...mode} size="sm" />
        ))}
      </Stack>
    </Radio.Group>
  );
}
