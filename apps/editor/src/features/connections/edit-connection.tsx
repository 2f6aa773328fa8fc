import { Text } from '@mantine/core';
import type { Connection, ConnectorInfo } from '@millrace/model';
import { ConnectionEditor } from '../../ui/connection-form/connection-editor.tsx';

export interface EditConnectionProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
  onDone: () => void;
}

export function EditConnection({ connection, connector, onDone }: EditConnectionProps) {
  if (connector === undefined) {
    return (
      <Text size="sm">
        The connector “{connection.connector}” is not there any more, so its fields are not known.
      </Text>
    );
  }
  return <ConnectionEditor connector={connector} connection={connection} onDone={onDone} />;
}
