import { Button, Group, Modal, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Connection, ConnectorInfo } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { ConnectionEditor } from '../../../ui/connection-form/connection-editor.tsx';
import { ConnectionHealth } from '../../../ui/connection-health.tsx';
import { useEditor } from '../editor-context.ts';
import { NewConnection } from './new-connection.tsx';

interface ConnectionPickerProps {
  connector: ConnectorInfo;
  /** The name of the chosen connection. */
  value: string | undefined;
  onChange: (name: string | undefined) => void;
  label?: string;
  description?: string;
}

/** One of the connections to an application, or a new one. */
export function ConnectionPicker(props: ConnectionPickerProps) {
  const { connector, value, onChange, label = 'Connection', description } = props;
  const { connections } = useEditor();
  const [opened, { open, close }] = useDisclosure(false);
  const own = (connections ?? []).filter((connection) => connection.connector === connector.id);
  const names = own.map(({ name }) => name);
  const chosen = own.find(({ name }) => name === value);
  const isGone = value !== undefined && connections !== undefined && !names.includes(value);
  const data = isGone ? [...names, { value, label: `${value} (not there)` }] : names;
  return (
    <>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          flex={1}
          label={label}
          description={description}
          required={connector.connectionRequired}
          withAsterisk={connector.connectionRequired}
          placeholder={
            names.length === 0 ? `No ${connector.name} connection yet` : 'Choose a connection'
          }
          data={data}
          value={value ?? null}
          allowDeselect={!connector.connectionRequired}
          clearable={!connector.connectionRequired}
          nothingFoundMessage={`No ${connector.name} connection yet`}
          error={isGone ? `There is no connection "${value}".` : null}
          onChange={(next) => onChange(next ?? undefined)}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={open}
          style={{ alignSelf: isGone ? 'center' : 'flex-end' }}
        >
          New
        </Button>
      </Group>
      {chosen === undefined ? null : <PickedHealth connector={connector} connection={chosen} />}
      <NewConnection
        connector={connector}
        opened={opened}
        onClose={close}
        onCreated={(name) => {
          close();
          onChange(name);
        }}
      />
    </>
  );
}

/** Whether the chosen connection works, and what mends it; nothing while there is nothing to say. */
function PickedHealth({
  connector,
  connection,
}: {
  connector: ConnectorInfo;
  connection: Connection;
}) {
  const { readOnly } = useEditor();
  const [opened, { open, close }] = useDisclosure(false);
  const { status, account } = connection;
  const isBroken = status === 'failed' || status === 'expired';
  if (!isBroken && account === null) return null;
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
      <ConnectionHealth connection={connection} />
      {isBroken && !readOnly ? (
        <Button size="compact-sm" variant="default" onClick={open} style={{ flexShrink: 0 }}>
          Reconnect
        </Button>
      ) : null}
      <Modal opened={opened} onClose={close} title={`Reconnect “${connection.name}”`}>
        <ConnectionEditor connector={connector} connection={connection} onDone={close} />
      </Modal>
    </Group>
  );
}
