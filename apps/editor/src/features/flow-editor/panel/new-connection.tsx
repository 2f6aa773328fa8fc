import { Modal } from '@mantine/core';
import type { ConnectorInfo } from '@millrace/model';
import { ConnectionEditor } from '../../../ui/connection-form/connection-editor.tsx';

interface NewConnectionProps {
  connector: ConnectorInfo;
  opened: boolean;
  onClose: () => void;
  onCreated: (name: string) => void;
}

/** Makes a connection without leaving the flow. */
export function NewConnection({ connector, opened, onClose, onCreated }: NewConnectionProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`New ${connector.name} connection`}>
      <ConnectionEditor connector={connector} onDone={({ name }) => onCreated(name)} />
    </Modal>
  );
}
