import { Button, Group, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ConnectorInfo } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
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
  const names = (connections ?? [])
    .filter((connection) => connection.connector === connector.id)
    .map((connection) => connection.name);
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
