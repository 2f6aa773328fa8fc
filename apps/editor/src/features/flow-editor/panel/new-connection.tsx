import { Modal } from '@mantine/core';
import type { ConnectorInfo } from '@millrace/model';
import { useMutation } from '@tanstack/react-query';
import { createConnection } from '../../../api/connections.ts';
import { ConnectionForm } from '../../../ui/connection-form/connection-form.tsx';
import { freeName } from '../../../ui/connection-form/free-name.ts';
import { useEditor } from '../editor-context.ts';

interface NewConnectionProps {
  connector: ConnectorInfo;
  opened: boolean;
  onClose: () => void;
  onCreated: (name: string) => void;
}

/** Makes a connection without leaving the flow. */
export function NewConnection({ connector, opened, onClose, onCreated }: NewConnectionProps) {
  const { connections } = useEditor();
  const create = useMutation({
    ...createConnection,
    onSuccess: ({ name }) => onCreated(name),
  });
  const taken = (connections ?? []).map(({ name }) => name);
  return (
    <Modal opened={opened} onClose={onClose} title={`New ${connector.name} connection`}>
      <ConnectionForm
        fields={connector.connection}
        stored={[]}
        name={freeName(connector.id, taken)}
        submitLabel="Create connection"
        pending={create.isPending}
        problem={create.error}
        onSubmit={({ name, values }) => create.mutate({ connector: connector.id, name, values })}
      />
    </Modal>
  );
}
