import { Stack, Text } from '@mantine/core';
import type { Mapping, Trigger, WebhookTrigger } from '@millrace/model';
import { useMemo } from 'react';
import { AccountContext, type Account } from '../../../ui/mapping-field/account.ts';
import { literalValue } from '../../../ui/mapping-field/literal-value.ts';
import { MappingScopeProvider } from '../../../ui/mapping-field/mapping-scope.tsx';
import { useEditor } from '../editor-context.ts';
import { findTrigger, type KnownTrigger } from '../graph/catalogue.ts';
import { ConnectionPicker } from '../panel/connection-picker.tsx';
import { InputFields } from '../panel/input-fields.tsx';
import { RegistrationStatus } from './registration-status.tsx';
import { withAccount } from './with-source.ts';

interface RegistrationProps {
  trigger: WebhookTrigger;
  onChange: (trigger: Trigger) => void;
}

/** The account that the webhook is made with, and how far that is; nothing where it is done by hand. */
export function Registration({ trigger, onChange }: RegistrationProps) {
  const { catalogue, flow } = useEditor();
  const known = findTrigger(catalogue, trigger.source);
  if (known?.trigger.registers !== true) return null;
  const { connector } = known;
  const { registration } = flow;
  return (
    <Stack gap="sm">
      <ConnectionPicker
        connector={{ ...connector, connectionRequired: false }}
        label="Account"
        description={`Millrace creates the webhook at ${connector.name} when you publish.`}
        value={trigger.connection}
        onChange={(name) =>
          onChange(
            name === undefined
              ? withoutAccount(trigger)
              : withAccount(trigger, known.trigger, name),
          )
        }
      />
      {trigger.connection === undefined ? (
        <Text size="xs" c="dimmed">
          Without an account, set the webhook up by hand as described below.
        </Text>
      ) : (
        <Inputs trigger={trigger} known={known} onChange={onChange} />
      )}
      {registration !== null && registration.source === trigger.source ? (
        <RegistrationStatus registration={registration} application={connector.name} />
      ) : null}
    </Stack>
  );
}

/** What the source asks for. There is no data before the first event, so nothing can be picked. */
function Inputs({ trigger, known, onChange }: RegistrationProps & { known: KnownTrigger }) {
  const { connections, readOnly } = useEditor();
  const { connector } = known;
  const { input: fields = NO_FIELDS } = known.trigger;
  const { input = NO_INPUT, connection: name } = trigger;
  const connection = connections?.find((one) => one.name === name)?.id;
  const account = useMemo<Account>(
    () => ({
      ...{ application: connector.name, connection, input, fields, kept: {} },
      blocked: readOnly ? 'The account is asked only while editing.' : undefined,
      ...{ keep: nothing, keepWithEdit: nothing, keepAwaited: nothing },
    }),
    [connector.name, connection, input, fields, readOnly],
  );
  if (fields.length === 0) return null;
  return (
    <AccountContext value={account}>
      <MappingScopeProvider data={NO_INPUT}>
        <InputFields
          fields={fields}
          input={input}
          onChange={(key, next) => onChange(withInput(trigger, key, next))}
        />
      </MappingScopeProvider>
    </AccountContext>
  );
}

const NO_FIELDS = [] as const;
const NO_INPUT = {};

function nothing(): void {
  // A trigger keeps no fields of an account.
}

function withInput(
  trigger: WebhookTrigger,
  key: string,
  next: Mapping | undefined,
): WebhookTrigger {
  const { input, ...rest } = trigger;
  const others = Object.entries(input ?? {}).filter(([name]) => name !== key);
  const value = next === undefined ? undefined : literalValue(next);
  const members = value === undefined ? others : [...others, [key, value] as const];
  return members.length === 0 ? rest : { ...rest, input: Object.fromEntries(members) };
}

function withoutAccount(trigger: WebhookTrigger): WebhookTrigger {
  return { ...trigger, connection: undefined, input: undefined };
}
