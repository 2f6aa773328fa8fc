import { Group, Stack, Text } from '@mantine/core';
import type { Trigger, WebhookTrigger } from '@millrace/model';
import { IconShieldCheck } from '@tabler/icons-react';
import { connectionField } from '../../../ui/connection-form/kinds.ts';
import { useEditor } from '../editor-context.ts';
import { findTrigger } from '../graph/catalogue.ts';
import { ConnectionPicker } from '../panel/connection-picker.tsx';

interface VerificationProps {
  trigger: WebhookTrigger;
  onChange: (trigger: Trigger) => void;
}

/** The connection that holds the secret which deliveries are signed with. */
export function Verification({ trigger, onChange }: VerificationProps) {
  const { catalogue } = useEditor();
  const known = findTrigger(catalogue, trigger.source);
  const preset = known?.trigger.preset;
  const field = known?.trigger.secretField;
  if (known === undefined || preset === undefined || field === undefined) return null;
  // What Millrace sets up is signed with a secret that nobody has to enter.
  const isOwn = trigger.connection !== undefined && known.trigger.ownSecret === true;
  if (isOwn && trigger.verify === undefined) return null;
  const { connector } = known;
  const label = connectionField(connector, field)?.label ?? field;
  return (
    <Stack gap={6}>
      <ConnectionPicker
        connector={{ ...connector, connectionRequired: false }}
        label="Signature"
        description={`The connection whose "${label}" the requests are signed with.`}
        value={trigger.verify?.secret.connection}
        onChange={(name) => onChange(withSecret(trigger, preset, name, field))}
      />
      {trigger.verify === undefined ? null : (
        <Group gap={6} c="green.8" wrap="nowrap">
          <IconShieldCheck size={16} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="xs" c="dimmed">
            Requests that {connector.name} did not sign are refused, and kept for you to see.
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function withSecret(
  trigger: WebhookTrigger,
  preset: string,
  connection: string | undefined,
  field: string,
): WebhookTrigger {
  const verify = connection === undefined ? undefined : { preset, secret: { connection, field } };
  return { ...trigger, verify };
}
