import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { Registration, RegistrationState } from '@millrace/model';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconProgress,
  type Icon,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { hurryRegistration } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { absoluteText, relativeText } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { useEditor } from '../editor-context.ts';

const LOOKS: Readonly<Record<RegistrationState, { label: string; color: string; icon: Icon }>> = {
  wanted: { label: 'About to be set up', color: 'gray', icon: IconCircleDashed },
  registering: { label: 'Being set up', color: 'blue', icon: IconProgress },
  registered: { label: 'Webhook set up', color: 'green', icon: IconCircleCheck },
  failed: { label: 'Not set up', color: 'red', icon: IconCircleX },
  removing: { label: 'Being removed', color: 'blue', icon: IconProgress },
  removed: { label: 'Removed while paused', color: 'gray', icon: IconCircleDashed },
};

const NOT_REMOVED = { label: 'Not removed', color: 'red', icon: IconCircleX };

interface RegistrationStatusProps {
  registration: Registration;
  application: string;
}

/** How the webhook of the published flow is: state, since when, what went wrong and a way to try again. */
export function RegistrationStatus({ registration, application }: RegistrationStatusProps) {
  const { state, wanted, error } = registration;
  const { label, color, icon: Mark } = state === 'failed' && !wanted ? NOT_REMOVED : LOOKS[state];
  return (
    <Stack gap={6} role="status" aria-label={`Webhook at ${application}`}>
      <Group gap={8} justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap={8}>
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
          <Facts registration={registration} />
        </Group>
        {state === 'removed' ? null : <Hurry isFailed={error !== null} />}
      </Group>
      {error === null ? null : (
        <Text size="xs">
          {error.message} {error.hint} Or set it up by hand as described below.
        </Text>
      )}
    </Stack>
  );
}

/** Since when it is there, and when that was last looked at. */
function Facts({ registration }: { registration: Registration }) {
  const now = useNow();
  const { since, checked_at: checked, next_try_at: next } = registration;
  const facts = [
    ...(since === null ? [] : [`since ${relativeText(since, now)}`]),
    ...(checked === null || since === null ? [] : [`checked ${relativeText(checked, now)}`]),
    ...(next === null ? [] : [`tried again ${relativeText(next, now)}`]),
  ];
  if (facts.length === 0) return null;
  const title = since === null ? undefined : absoluteText(since);
  return (
    <Text size="xs" c="dimmed" title={title}>
      {facts.join(' · ')}
    </Text>
  );
}

function Hurry({ isFailed }: { isFailed: boolean }) {
  const { flow, readOnly } = useEditor();
  const hurry = useMutation(hurryRegistration);
  if (readOnly) return null;
  return (
    <Stack gap={6} align="flex-end" style={{ flexShrink: 0 }}>
      <Button
        size="compact-sm"
        variant="default"
        loading={hurry.isPending}
        onClick={() => hurry.mutate(flow.id)}
      >
        {isFailed ? 'Try again' : 'Check now'}
      </Button>
      {hurry.error === null ? null : <ErrorPanel problem={asProblem(hurry.error)} />}
    </Stack>
  );
}
